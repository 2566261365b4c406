package io.truecount.project;

import io.truecount.error.SafeMessage;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;

/** What Spark says of a statement that it cannot resolve, for people. */
public final class AnalysisErrors {
  private static final String NO_TABLE = "TABLE_OR_VIEW_NOT_FOUND";

  private AnalysisErrors() {}

  /** Why a statement cannot be resolved, if so; any other failure is thrown on. */
  public static Optional<AnalysisException> of(Runnable statement) {
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

  /** What Spark says, without its code for it and without values. */
  public static String line(AnalysisException e) {
    return SafeMessage.of(e);
  }

  /** Whether it is a table that is missing. */
  static boolean isMissingTable(AnalysisException e) {
    return NO_TABLE.equals(e.getCondition());
  }
}
