package io.truecount.identity.components;

import com.google.common.collect.Iterators;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.RowToColumnarExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnionExec;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's internal rows and batches of columns, which cost no object per row. A row or a batch is
 * valid until the next one only.
 */
final class Scans {
  private Scans() {}

  /** Batches of columns, as they are read; rows that come from elsewhere are gathered in some. */
  static JavaRDD<ColumnarBatch> batches(Dataset<Row> dataset) {
    return batches(
        ((org.apache.spark.sql.classic.Dataset<Row>) dataset).queryExecution().executedPlan());
  }

  private static JavaRDD<ColumnarBatch> batches(SparkPlan plan) {
    Optional<SparkPlan> columns = columns(plan);
    if (columns.isPresent()) {
      return batches(columns.get());
    }
    if (plan instanceof UnionExec union) {
      return CollectionConverters.asJava(union.children()).stream()
          .map(Scans::batches)
          .reduce(JavaRDD::union)
          .orElseThrow();
    }
    Optional<JavaRDD<ColumnarBatch>> pages =
        plan instanceof FileSourceScanExec scan ? PageScan.of(scan) : Optional.empty();
    return pages.orElseGet(
        () ->
            (plan.supportsColumnar() ? plan : new RowToColumnarExec(plan))
                .executeColumnar()
                .toJavaRDD());
  }

  static JavaRDD<InternalRow> rows(Dataset<Row> dataset) {
    QueryExecution execution =
        ((org.apache.spark.sql.classic.Dataset<Row>) dataset).queryExecution();
    return columns(execution.executedPlan())
        .map(plan -> plan.executeColumnar().toJavaRDD().mapPartitions(Scans::flatten))
        .orElseGet(() -> execution.toRdd().toJavaRDD());
  }

  /**
   * What a plan reads when all it does is to copy columns to rows. Rows that look into the columns
   * do as well: there is nothing to copy, and no code to generate and compile for it.
   */
  private static Optional<SparkPlan> columns(SparkPlan plan) {
    if (plan instanceof WholeStageCodegenExec stage) {
      return columns(stage.child());
    }
    if (plan instanceof ColumnarToRowExec rows) {
      return Optional.of(rows.child() instanceof InputAdapter input ? input.child() : rows.child());
    }
    return Optional.empty();
  }

  private static Iterator<InternalRow> flatten(Iterator<ColumnarBatch> batches) {
    return Iterators.concat(Iterators.transform(batches, ColumnarBatch::rowIterator));
  }
}
