package io.truecount.config;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The text of a project's file. */
public final class ProjectText {
  private ProjectText() {}

  /** The text; what cannot be read is a problem, and empty. */
  public static Optional<String> read(Path file, Problems problems) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      problems.add(unreadable(file, e));
      return Optional.empty();
    }
  }

  static Problem unreadable(Path file, IOException e) {
    String where = Locations.shown(file);
    if (e instanceof CharacterCodingException) {
      return Problem.of("the file is not UTF-8", where, "save it as UTF-8");
    }
    // the file system's message names the file only
    String why = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    return new Problem(
        "the file cannot be read",
        where,
        String.valueOf(why).replace(file + " ", ""),
        "make it a file that you may read");
  }
}
