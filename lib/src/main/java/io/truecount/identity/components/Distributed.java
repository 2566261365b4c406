package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.COMPONENT;
import static io.truecount.identity.components.ComponentFinder.ID;
import static io.truecount.identity.components.Stars.CHILD;
import static io.truecount.identity.components.Stars.PARENT;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;

import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Components by Spark's shuffle, for clusters and for graphs that outgrow one JVM.
 *
 * <p>Each partition of the edges, as numbers, is contracted to stars within the task's budget. When
 * all stars fit one task it finishes the work; otherwise {@link Stars} goes on in rounds. Strings
 * are shuffled three times (numbered, labelled, smallest of each component), edges as 16 bytes.
 */
final class Distributed {
  /**
   * Forest bytes per star at the worst: two vertices of a key, a slot, a parent and an end each.
   */
  private static final long BYTES_PER_STAR = 64;

  /**
   * One forest for all that is left, whose size is known: a second one would not know the first.
   */
  private static final long UNBOUNDED = Long.MAX_VALUE;

  private static final StructType STARS =
      new StructType().add(CHILD, DataTypes.LongType, false).add(PARENT, DataTypes.LongType, false);

  private final Inputs inputs;
  private final SparkSession session;
  private final NativeOptions options;

  Distributed(Inputs inputs, SparkSession session, NativeOptions options) {
    this.inputs = inputs;
    this.session = session;
    this.options = options;
  }

  Dataset<Row> components() {
    inputs.refuseNulls();
    return switch (inputs.type()) {
      case LONG -> ofLongs();
      case STRING -> ofStrings();
    };
  }

  private Dataset<Row> ofLongs() {
    Dataset<Row> labels = solve(inputs.edges());
    return inputs
        .identifiers()
        .distinct()
        .join(labels, col(ID).equalTo(col(CHILD)), "left")
        .select(col(ID), coalesce(col(PARENT), col(ID)).as(COMPONENT));
  }

  private Dataset<Row> ofStrings() {
    Names names = Names.of(inputs.identifiers(), options.hashMask());
    Dataset<Row> labels = solve(names.number(inputs.edges()));
    Dataset<Row> members =
        names
            .names()
            .join(labels, col(Names.NUMBER).equalTo(col(CHILD)), "left")
            .select(col(ID), coalesce(col(PARENT), col(Names.NUMBER)).as("root"));
    Dataset<Row> smallest = members.groupBy("root").agg(min(ID).as(COMPONENT));
    return members.join(smallest, "root").select(ID, COMPONENT);
  }

  /** One row (child, parent) for each vertex that is not the smallest of its component. */
  private Dataset<Row> solve(Dataset<Row> edges) {
    int tasks = session.sparkContext().defaultParallelism();
    Dataset<Row> stars =
        Checkpoints.materialise(contract(edges, options.memoryBytes() / Math.max(1, tasks)));
    long size = stars.agg(count(lit(1))).head().getLong(0);
    return size <= options.memoryBytes() / BYTES_PER_STAR
        ? Checkpoints.materialise(contract(stars.repartition(1), UNBOUNDED))
        : Stars.converge(stars);
  }

  private Dataset<Row> contract(Dataset<Row> edges, long budget) {
    var stars =
        Scans.rows(edges)
            .mapPartitions(
                (Iterator<InternalRow> part) ->
                    (Iterator<InternalRow>) new Contraction(part, budget));
    return session
        .internalCreateDataFrame(stars.rdd(), STARS, false)
        .where(not(col(CHILD).equalTo(col(PARENT))));
  }
}
