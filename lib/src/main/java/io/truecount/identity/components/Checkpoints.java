package io.truecount.identity.components;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Results kept on disk, so that a later round neither repeats nor remembers the earlier ones: in
 * the checkpoint directory when one is set, which outlives the loss of an executor, and else on the
 * executors' local disks. Spark frees them when no dataset refers to them any more.
 */
final class Checkpoints {
  private Checkpoints() {}

  static Dataset<Row> materialise(Dataset<Row> rows) {
    SparkContext context = ((SparkSession) rows.sparkSession()).sparkContext();
    return context.getCheckpointDir().isDefined()
        ? rows.checkpoint()
        : rows.localCheckpoint(true, StorageLevel.DISK_ONLY());
  }
}
