package io.truecount.jobs;

import io.truecount.config.TableConfig;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "_probe", ""));
    } catch (IOException e) {
      throw TruecountException.failed(
          new Problem(
              "the warehouse cannot be written: " + e.getMessage(),
              folder.toString(),
              "every table lives there",
              "make the folder writable, or choose another with --warehouse or table.warehouse"),
          e);
    }
  }
}
