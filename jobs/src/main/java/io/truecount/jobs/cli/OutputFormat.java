package io.truecount.jobs.cli;

/** How results are printed. */
public enum OutputFormat {
  /** For people. */
  text,
  /** One JSON object, or an array of objects for a table. */
  json,
  /** RFC 4180, with a header. */
  csv
}
