package io.truecount.config;

/** The open table format that every table of a project is written in. */
public enum TableFormat {
  DELTA,
  ICEBERG
}
