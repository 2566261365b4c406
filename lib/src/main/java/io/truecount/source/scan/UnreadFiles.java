package io.truecount.source.scan;

import com.google.common.base.Throwables;
import org.apache.spark.SparkThrowable;

/** Spark's failures to read what a file holds. */
public final class UnreadFiles {
  /** And its more special conditions. */
  private static final String CONDITION = "FAILED_READ_FILE";

  private UnreadFiles() {}

  /** True when a query failed because Spark could not read a file that it found. */
  public static boolean isCauseOf(Throwable failure) {
    return Throwables.getCausalChain(failure).stream()
        .anyMatch(
            cause ->
                cause instanceof SparkThrowable spark
                    && spark.getCondition() != null
                    && spark.getCondition().startsWith(CONDITION));
  }
}
