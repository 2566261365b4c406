package io.truecount.jobs.release;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.table.Folders;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** Where a warehouse is, for messages, and whether there is one. */
public final class Warehouses {
  private static final String ANOTHER_PLACE =
      "name another place with --warehouse and --format, or run the nightly first:"
          + " truecount run nightly --interval …";

  private Warehouses() {}

  /**
   * Refuses to read where there is no folder: Iceberg's embedded catalog fails there with words of
   * its database, and Delta finds no table. A catalog of the project's own knows better.
   *
   * @throws TruecountException invalid
   */
  static void requireFolder(Configuration hadoop, TableConfig tables) {
    if (!exists(hadoop, tables)) {
      throw TruecountException.invalid(
          Problem.of("there is no warehouse", shown(tables), ANOTHER_PLACE));
    }
  }

  /** Whether something may have been published; a catalog of the project's own is not asked. */
  public static boolean exists(Configuration hadoop, TableConfig tables) {
    boolean isOwnCatalog = tables.format() == TableFormat.ICEBERG && !tables.catalog().isEmpty();
    return isOwnCatalog || isFolder(hadoop, tables);
  }

  private static boolean isFolder(Configuration hadoop, TableConfig tables) {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(tables.warehouse());
    try {
      return folder.getFileSystem(hadoop).getFileStatus(folder).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw TruecountException.failed(
          new Problem(
              "the warehouse cannot be read: " + Folders.reason(e),
              shown(tables),
              "every table lives there",
              "check the place and the right to read it"),
          e);
    }
  }

  /** A query of a warehouse without a release. */
  public static TruecountException nothingPublished(TableConfig tables) {
    return TruecountException.invalid(
        Problem.of("nothing has been published", shown(tables), ANOTHER_PLACE));
  }

  /** The place and the format, for messages. */
  static String shown(TableConfig tables) {
    String format = tables.format().name().toLowerCase(Locale.ROOT);
    boolean file =
        tables.warehouse().startsWith("/") && Files.isRegularFile(Path.of(tables.warehouse()));
    return "%s (%s%s)".formatted(tables.warehouse(), format, file ? ", a file" : "");
  }
}
