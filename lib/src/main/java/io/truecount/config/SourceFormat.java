package io.truecount.config;

import java.util.Locale;

/** The formats that sources come in; each has one reader. */
public enum SourceFormat {
  SEGMENT_JSON,
  PARQUET,
  CSV,
  JSON;

  /** As configurations spell it. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
