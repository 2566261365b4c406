package io.truecount.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lead;

import io.truecount.config.Severity;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Half-open stays of one key never overlap, and an open one is the last. */
public final class StaysApart {
  private StaysApart() {}

  /**
   * Counts the stays that the next one of their key begins before the end of. Cost: one sort of the
   * rows by key and start.
   *
   * @param end NULL while the stay lasts
   */
  public static CheckResult check(
      String table, Dataset<Row> stays, List<String> key, String start, String end) {
    Column[] keys = key.stream().map(name -> col(name)).toArray(Column[]::new);
    Column next = lead(col(start), 1).over(Window.partitionBy(keys).orderBy(start));
    long overlapping =
        stays
            .withColumn("next", next)
            .where(col("next").isNotNull())
            .where(col(end).isNull().or(col(end).gt(col("next"))))
            .count();
    return new CheckResult(
        "stays-apart",
        table,
        Severity.STOP,
        overlapping == 0,
        "%d stays that overlap".formatted(overlapping),
        "one stay at a time for each " + String.join(" + ", key));
  }
}
