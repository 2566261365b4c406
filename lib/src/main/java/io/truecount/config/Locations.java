package io.truecount.config;

import java.nio.file.Path;

/** Paths as users write them. */
public final class Locations {
  private Locations() {}

  /** A URI stays as it is; a local path becomes absolute, seen from the working directory. */
  public static String absolute(String location) {
    return location.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")
        ? location
        : Path.of(location).toAbsolutePath().normalize().toString();
  }

  /** A file for messages: relative to the working directory where it lies below it. */
  public static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    Path whole = file.toAbsolutePath().normalize();
    return whole.startsWith(here) ? here.relativize(whole).toString() : file.toString();
  }
}
