package io.truecount.config;

import java.util.Optional;

/** What the command line may set over the project's file. */
public record Overrides(
    Optional<String> lake, Optional<String> warehouse, Optional<TableFormat> format) {
  public static final Overrides NONE =
      new Overrides(Optional.empty(), Optional.empty(), Optional.empty());
}
