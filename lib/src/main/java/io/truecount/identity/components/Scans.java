package io.truecount.identity.components;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** Spark's internal rows, which cost no object per row. A row is valid until the next one only. */
final class Scans {
  private Scans() {}

  static JavaRDD<InternalRow> rows(Dataset<Row> dataset) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) dataset)
        .queryExecution()
        .toRdd()
        .toJavaRDD();
  }
}
