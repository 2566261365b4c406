package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.A;
import static io.truecount.identity.components.ComponentFinder.B;
import static io.truecount.identity.components.ComponentFinder.ID;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Numbers that stand for strings while a graph is solved: 56 bits of a hash, then the rank among
 * the strings that share them. Different strings have different numbers, whatever their hashes;
 * only the few strings of rank one and above are ever looked up.
 */
final class Names {
  static final String NUMBER = "number";
  private static final int RANK_BITS = 8;
  private static final long MAX_RANK = (1 << RANK_BITS) - 1;

  /** Up to here the looked-up strings are sent to every task, beyond they are joined. */
  private static final long BROADCAST_LIMIT = 100_000;

  private final Dataset<Row> names;
  private final Dataset<Row> ranked;
  private final long rankedCount;
  private final long hashMask;

  private Names(Dataset<Row> names, long hashMask) {
    this.names = names;
    this.hashMask = hashMask;
    this.ranked = names.where(rank().gt(0));
    this.rankedCount = ranked.count();
  }

  /** Numbers every string of the graph; one shuffle of the strings. */
  static Names of(Dataset<Row> identifiers, long hashMask) {
    Column rank = row_number().over(Window.partitionBy(NUMBER).orderBy(ID)).minus(1).cast("bigint");
    Dataset<Row> names =
        identifiers
            .withColumn(NUMBER, hash(col(ID), hashMask))
            .repartition(col(NUMBER))
            .dropDuplicates(NUMBER, ID)
            .withColumn("rank", rank)
            .select(col(ID), col(NUMBER).bitwiseOR(bounded(col("rank"))).as(NUMBER));
    return new Names(Checkpoints.materialise(names), hashMask);
  }

  /** Columns id (unique) and number (unique). */
  Dataset<Row> names() {
    return names;
  }

  /** The edges as numbers, columns a and b. */
  Dataset<Row> number(Dataset<Row> edges) {
    return number(number(edges, A), B).select(A, B);
  }

  private Dataset<Row> number(Dataset<Row> edges, String end) {
    Column plain = hash(col(end), hashMask);
    if (rankedCount == 0) {
      return edges.withColumn(end, plain);
    }
    Dataset<Row> lookup = ranked.toDF("name", NUMBER);
    return edges
        .join(
            rankedCount > BROADCAST_LIMIT ? lookup : broadcast(lookup),
            col(end).equalTo(col("name")),
            "left")
        .withColumn(end, coalesce(col(NUMBER), plain))
        .drop("name", NUMBER);
  }

  private static Column hash(Column id, long hashMask) {
    return shiftleft(xxhash64(id).bitwiseAND(lit(hashMask)), RANK_BITS);
  }

  private static Column bounded(Column rank) {
    return when(rank.leq(MAX_RANK), rank)
        .otherwise(raise_error(lit("more than 256 identifiers share 56 bits of their hash")));
  }

  private static Column rank() {
    return col(NUMBER).bitwiseAND(lit(MAX_RANK));
  }
}
