package io.truecount.table;

import io.truecount.config.TableConfig;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Local folders that a command creates. */
public final class Folders {
  private Folders() {}

  /** Creates the folder of {@code option} when it is missing. */
  public static void create(Path folder, String option) {
    try {
      refuseFile(folder);
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw TruecountException.failed(
          Problem.of(
              "the folder cannot be written: " + reason(e),
              folder.toString(),
              "choose a folder that can be written, with " + option),
          e);
    }
  }

  /** Creates a local warehouse folder when it is missing; leaves other file systems to Spark. */
  public static void warehouse(TableConfig tables) {
    if (!tables.warehouse().startsWith("/")) {
      return;
    }
    Path folder = Path.of(tables.warehouse());
    try {
      refuseFile(folder);
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "_probe", ""));
    } catch (IOException e) {
      throw TruecountException.failed(
          new Problem(
              "the warehouse cannot be written: " + reason(e),
              folder.toString(),
              "every table lives there",
              "make the folder writable, or choose another with --warehouse or table.warehouse"),
          e);
    }
  }

  /** The first part of the path that is no folder. */
  static void refuseFile(Path folder) throws IOException {
    for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at)) {
        throw new FileAlreadyExistsException(at.toString());
      }
    }
  }

  /** Java's exceptions of files have the file for a message. */
  public static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException file) {
      return file.getFile() + " is a file";
    }
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    return e instanceof FileSystemException other && other.getReason() != null
        ? "%s: %s".formatted(other.getFile(), other.getReason())
        : String.valueOf(e.getMessage());
  }
}
