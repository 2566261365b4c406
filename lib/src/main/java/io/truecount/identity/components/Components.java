package io.truecount.identity.components;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Labels of a graph's identifiers, and their summary when asked for.
 *
 * @param labels columns id (unique) and component
 * @param counted makes the summary; at no more than the cost of one aggregation of the labels
 */
public record Components(Dataset<Row> labels, Supplier<Summary> counted) {

  /**
   * The size of the result.
   *
   * @param vertices distinct identifiers
   * @param edges edges as they came, duplicates and self loops included
   * @param components components, those of one included
   * @param largest identifiers of the largest component; 0 of an empty graph
   */
  public record Summary(long vertices, long edges, long components, long largest) {}

  /** Labels whose summary is an aggregation. */
  static Components of(Dataset<Row> labels, Dataset<Row> edges) {
    return new Components(labels, () -> aggregate(labels, edges.count()));
  }

  public Summary summary() {
    return counted.get();
  }

  private static Summary aggregate(Dataset<Row> labels, long edges) {
    Row row =
        labels
            .groupBy(ComponentFinder.COMPONENT)
            .agg(count(lit(1)).as("size"))
            .agg(sum("size"), count(lit(1)), max(col("size")))
            .head();
    return row.isNullAt(0)
        ? new Summary(0, edges, 0, 0)
        : new Summary(row.getLong(0), edges, row.getLong(1), row.getLong(2));
  }
}
