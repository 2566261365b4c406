package io.truecount.table;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that several later datasets are made of. They are computed once, and Spark plans what is
 * made of them without the plan that they came from: with it, plans of plans would grow
 * exponentially. Rows that an executor loses are computed again.
 *
 * @param cached what to release when the rows are not needed any more
 * @param rows lazy, read from the cache
 */
public record Kept(Dataset<Row> cached, Dataset<Row> rows) {
  /** About what Spark needs for a row of one number in a broadcast table. */
  private static final int BYTES_PER_KEY = 32;

  public static Kept of(Dataset<Row> rows) {
    Dataset<Row> cached = rows.persist(StorageLevel.MEMORY_AND_DISK());
    var spark = (SparkSession) rows.sparkSession();
    var read = ((org.apache.spark.sql.classic.Dataset<Row>) cached).queryExecution().toRdd();
    return new Kept(cached, spark.internalCreateDataFrame(read, rows.schema(), false));
  }

  /**
   * Keys, which a join sends to every executor where they are few: as few as Spark's own limit of
   * bytes for tables that it sends. Cost: counts them.
   */
  public Dataset<Row> asKeys() {
    var conf = ((SparkSession) rows.sparkSession()).sessionState().conf();
    return rows.count() * BYTES_PER_KEY <= conf.autoBroadcastJoinThreshold()
        ? functions.broadcast(rows)
        : rows;
  }
}
