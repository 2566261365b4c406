package io.truecount.identity.components;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Alternating large-star and small-star, from Kiveris, Lattanzi, Mirrokni, Rastogi and
 * Vassilvitskii, "Connected Components in MapReduce and Beyond" (SoCC 2014).
 *
 * <p>An edge is a row ({@value #CHILD}, {@value #PARENT}) of longs with child greater than parent.
 * The result has one row per vertex that is not the smallest of its component, with the smallest as
 * parent. Cost: a round shuffles each edge three times (24 bytes each); edges never grow in number.
 * The paper proves O(log² n) rounds for two-phase and conjectures O(log n) for this alternation.
 */
final class Stars {
  static final String CHILD = "child";
  static final String PARENT = "parent";
  private static final String LEAST = "least";
  private static final String MOVED = "moved";

  private Stars() {}

  static Dataset<Row> converge(Dataset<Row> edges) {
    Dataset<Row> state = edges.withColumn(MOVED, lit(true));
    while (anyMoved(state)) {
      state = Checkpoints.materialise(small(large(state)));
    }
    return state.select(CHILD, PARENT);
  }

  /** Every greater neighbour of a vertex goes to the smallest neighbour (or the vertex). */
  private static Dataset<Row> large(Dataset<Row> edges) {
    Dataset<Row> down = edges.select(CHILD, PARENT);
    Dataset<Row> up = edges.select(col(PARENT).as(CHILD), col(CHILD).as(PARENT));
    Column target = least(col(CHILD), min(PARENT).over(Window.partitionBy(CHILD)));
    return down.unionByName(up)
        .withColumn(LEAST, target)
        .where(col(PARENT).gt(col(CHILD)))
        .select(
            col(PARENT).as(CHILD),
            col(LEAST).as(PARENT),
            col(LEAST).notEqual(col(CHILD)).as(MOVED));
  }

  /** A vertex and its smaller neighbours go to the smallest of these. */
  private static Dataset<Row> small(Dataset<Row> edges) {
    Column smallest = col(PARENT).equalTo(col(LEAST));
    return edges
        .repartition(col(CHILD))
        .groupBy(CHILD, PARENT)
        .agg(max(MOVED).as(MOVED))
        .withColumn(LEAST, min(PARENT).over(Window.partitionBy(CHILD)))
        .select(
            when(smallest, col(CHILD)).otherwise(col(PARENT)).as(CHILD),
            col(LEAST).as(PARENT),
            col(MOVED).or(smallest.unary_$bang()).as(MOVED));
  }

  private static boolean anyMoved(Dataset<Row> edges) {
    return !edges.where(col(MOVED)).isEmpty();
  }
}
