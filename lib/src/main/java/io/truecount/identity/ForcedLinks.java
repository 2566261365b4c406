package io.truecount.identity;

import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.TYPE;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.identity.rules.Identifier;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Edges of overrides that link two identifiers, in the shape of {@link IdentityTables#edges()}.
 *
 * <pre>
 *   overrides     force_link email=jane, user_id=u1     force_link email=joe, user_id=u9
 *   identifiers   email=jane, email=joe, user_id=u1
 *   edges         email=jane – user_id=u1, event_count 0, no sources
 * </pre>
 *
 * <p>An identifier that no record has is of no customer, and so has no edge. Cost: two joins with
 * as many rows as there are overrides.
 */
final class ForcedLinks {
  private static final String KEY_A = "key_a";
  private static final String KEY_B = "key_b";

  private ForcedLinks() {}

  static boolean any(IdentityConfig config) {
    return config.overrides().stream().anyMatch(one -> one.action() == Action.FORCE_LINK);
  }

  /**
   * Adds the edges that records or hashes have not made.
   *
   * @param edges of records and hashes
   * @param identifiers as {@link IdentifierLists#identifiers} gives them
   */
  static Dataset<Row> added(Dataset<Row> edges, Dataset<Row> identifiers, IdentityConfig config) {
    Dataset<Row> ends = identifiers.select(KEY, TYPE, FIRST_SEEN);
    Dataset<Row> forced =
        IdentityEdges.withoutRecords(
            broadcast(pairs(edges.sparkSession(), config))
                .join(ends.as("left"), col(KEY_A).equalTo(col("left." + KEY)))
                .join(ends.as("right"), col(KEY_B).equalTo(col("right." + KEY))),
            "left",
            "right",
            lit(null).cast(DoubleType));
    return edges.unionByName(
        forced.join(edges.select("a", "b"), new String[] {"a", "b"}, "left_anti"));
  }

  /** The keys of identifiers that overrides link with some of these, one column. */
  static Dataset<Row> partners(Dataset<Row> keys, IdentityConfig config) {
    Dataset<Row> pairs = pairs(keys.sparkSession(), config);
    return pairs
        .select(col(KEY_A).as(KEY), col(KEY_B).as("partner"))
        .union(pairs.select(col(KEY_B).as(KEY), col(KEY_A).as("partner")))
        .join(keys.select(KEY), new String[] {KEY}, "left_semi")
        .select(col("partner").as(KEY));
  }

  private static Dataset<Row> pairs(SparkSession spark, IdentityConfig config) {
    List<Row> rows =
        NormalizedRules.forced(config).stream()
            .map(pair -> row(pair.a(), pair.b()))
            .distinct()
            .toList();
    StructType shape =
        new StructType()
            .add("type_a", StringType)
            .add("value_a", StringType)
            .add("type_b", StringType)
            .add("value_b", StringType);
    return spark
        .createDataFrame(rows, shape)
        .select(
            xxhash64(col("type_a"), col("value_a")).as(KEY_A),
            xxhash64(col("type_b"), col("value_b")).as(KEY_B));
  }

  private static Row row(Identifier a, Identifier b) {
    return RowFactory.create(a.type(), a.value(), b.type(), b.value());
  }
}
