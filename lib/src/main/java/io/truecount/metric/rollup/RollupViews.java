package io.truecount.metric.rollup;

import io.truecount.metric.MetricTables;
import io.truecount.metric.ids.IdNumbers;
import io.truecount.metric.ids.IdSets;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Rollups for the queries of one session, kept in memory or on local disks, not in a table. */
public final class RollupViews {
  private RollupViews() {}

  /**
   * Makes every rollup a temporary view. Each reads its rows once, and once more when it counts
   * distinct what is no whole number. The views end where they are kept: Spark would not find a
   * cached plan again that holds functions of ours.
   */
  public static void register(SparkSession spark, List<Rollup> rollups) {
    IdSets.register(spark);
    Dataset<Row> none = MetricTables.ids().empty(spark);
    for (Rollup rollup : rollups) {
      Dataset<Row> rows = spark.sql(rollup.rows().sql(Dialect.SPARK, TableNames.bare()));
      Dataset<Row> numbers =
          IdNumbers.texts(rows, rollup.ids()).isEmpty()
              ? none
              : IdNumbers.numbers(none, IdNumbers.unknown(rows, rollup.ids(), none))
                  .localCheckpoint();
      partials(rollup, IdNumbers.numbered(rows, rollup.ids(), numbers))
          .localCheckpoint(true, StorageLevel.MEMORY_AND_DISK())
          .createOrReplaceTempView(rollup.name());
    }
  }

  /** The partial aggregates of rows whose distinct values are numbers. */
  public static Dataset<Row> partials(Rollup rollup, Dataset<Row> rows) {
    rows.createOrReplaceTempView(rollup.rowsView());
    return rows.sparkSession().sql(rollup.partials().sql(Dialect.SPARK, TableNames.bare()));
  }
}
