package io.truecount.jobs;

/** What Spark says of a statement that it cannot resolve, for people. */
final class AnalysisErrors {
  private AnalysisErrors() {}

  /** The first line, without Spark's code for it. */
  static String line(Exception e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst(" SQLSTATE.*", "");
  }
}
