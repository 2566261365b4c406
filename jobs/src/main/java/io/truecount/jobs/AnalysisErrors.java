package io.truecount.jobs;

import java.util.Optional;
import org.apache.spark.sql.AnalysisException;

/** What Spark says of a statement that it cannot resolve, for people. */
final class AnalysisErrors {
  private static final String NO_TABLE = "TABLE_OR_VIEW_NOT_FOUND";

  private AnalysisErrors() {}

  /** Why a statement cannot be resolved, if so; any other failure is thrown on. */
  static Optional<AnalysisException> of(Runnable statement) {
    try {
      statement.run();
      return Optional.empty();
    } catch (Exception e) { // Spark throws a checked exception that its signatures do not name
      if (e instanceof AnalysisException unresolved) {
        return Optional.of(unresolved);
      }
      throw e;
    }
  }

  /** The first line, without Spark's code for it. */
  static String line(AnalysisException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^\\[[A-Z_.]+] ", "")
        .replaceFirst(" SQLSTATE.*", "");
  }

  /** Whether it is a table that is missing. */
  static boolean isMissingTable(AnalysisException e) {
    return NO_TABLE.equals(e.getCondition());
  }
}
