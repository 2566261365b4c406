package io.truecount.jobs;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that options name. */
final class Folders {
  private Folders() {}

  /** Creates the folder of {@code option} when it is missing. */
  static void create(Path folder, String option) {
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

  /** The first part of the path that is no folder. */
  static void refuseFile(Path folder) throws IOException {
    for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at)) {
        throw new FileAlreadyExistsException(at.toString());
      }
    }
  }

  /** Java's exceptions of files have the file for a message. */
  static String reason(IOException e) {
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
