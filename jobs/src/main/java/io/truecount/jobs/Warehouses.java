package io.truecount.jobs;

import io.truecount.config.TableConfig;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Finds out before any work whether a local warehouse can be written. */
final class Warehouses {
  private Warehouses() {}

  /** Creates a local warehouse folder when it is missing; leaves other file systems to Spark. */
  static void prepare(TableConfig tables) {
    if (!tables.warehouse().startsWith("/")) {
      return;
    }
    Path folder = Path.of(tables.warehouse());
    try {
      Folders.refuseFile(folder);
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "_probe", ""));
    } catch (IOException e) {
      throw TruecountException.failed(
          new Problem(
              "the warehouse cannot be written: " + Folders.reason(e),
              folder.toString(),
              "every table lives there",
              "make the folder writable, or choose another with --warehouse or table.warehouse"),
          e);
    }
  }

  /** A query of a warehouse without a release. */
  static TruecountException nothingPublished(TableConfig tables) {
    return TruecountException.invalid(
        Problem.of(
            "nothing has been published",
            shown(tables),
            "name another place with --warehouse and --format, or run the nightly first:"
                + " truecount run nightly --interval …"));
  }

  /** The place and the format, for messages. */
  static String shown(TableConfig tables) {
    String format = tables.format().name().toLowerCase(Locale.ROOT);
    boolean file =
        tables.warehouse().startsWith("/") && Files.isRegularFile(Path.of(tables.warehouse()));
    return "%s (%s%s)".formatted(tables.warehouse(), format, file ? ", a file" : "");
  }
}
