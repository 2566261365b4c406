package io.truecount.identity;

import static io.truecount.identity.CustomerIds.COMPONENT;
import static io.truecount.identity.IdentityTables.CONNECTED_COMPONENT;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.identity.rules.Rules;
import io.truecount.table.Kept;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which identifiers are one customer: those that records connect, unless a rule keeps them apart.
 *
 * <p>A component that satisfies all rules is one customer, as every edge of it is accepted. So only
 * components that may break one are replayed edge by edge, each by itself ({@link Replay}). A
 * component is suspected by counts of its identifiers alone; one that is suspected without need
 * stays whole.
 *
 * <p>Cost: one aggregation of the identifiers; two joins of the suspected components with
 * identifiers and edges. Without rules nothing.
 *
 * @param members the identifiers, with the customer that each is of as its component
 * @param rejections in the shape of {@link IdentityTables#rejections()}
 * @param shared datasets that are persisted, to be released when the others are written
 */
record Clusters(Dataset<Row> members, Dataset<Row> rejections, List<Dataset<Row>> shared) {
  private static final String PAIR = "pair";

  /**
   * The customers of some components.
   *
   * @param connected one identifier: key, type, value, first_seen, connected_component and others
   * @param edges in the shape of {@link IdentityTables#edges()}, of these identifiers
   */
  static Clusters of(Dataset<Row> connected, Dataset<Row> edges, IdentityConfig config) {
    if (!config.constrains()) {
      return new Clusters(
          connected.withColumn(COMPONENT, col(CONNECTED_COMPONENT)),
          IdentityTables.rejections().empty(connected.sparkSession()),
          List.of());
    }
    Kept kept = Kept.of(connected);
    Dataset<Row> members = kept.rows();
    Kept replay = Kept.of(replayed(members, edges, config));
    Dataset<Row> replayed = replay.rows();
    Dataset<Row> found = replayed.where(col(KEY).isNotNull()).select(col(KEY), col(Replay.CLUSTER));
    return new Clusters(
        members
            .join(found, new String[] {KEY}, "left")
            .withColumn(COMPONENT, coalesce(col(Replay.CLUSTER), col(CONNECTED_COMPONENT)))
            .drop(Replay.CLUSTER),
        rejections(replayed, edges),
        List.of(kept.cached(), replay.cached()));
  }

  private static Dataset<Row> replayed(
      Dataset<Row> members, Dataset<Row> edges, IdentityConfig config) {
    Dataset<Row> suspects = suspects(members, config);
    Dataset<Row> identifiers =
        ComponentGraph.identifiers(
            members.join(suspects, new String[] {CONNECTED_COMPONENT}, "left_semi"));
    Dataset<Row> links = ComponentGraph.edges(edges, identifiers);
    return byComponent(identifiers)
        .cogroup(byComponent(links), new Replay(config), Encoders.row(Replay.RESULT));
  }

  private static KeyValueGroupedDataset<Long, Row> byComponent(Dataset<Row> rows) {
    MapFunction<Row, Long> component = row -> row.getLong(0);
    return rows.groupByKey(component, Encoders.LONG());
  }

  /** Every component that breaks a rule, and perhaps others, one column. */
  private static Dataset<Row> suspects(Dataset<Row> members, IdentityConfig config) {
    List<Column> counts = new ArrayList<>();
    Column suspect = lit(false);
    for (IdentifierType type : config.types()) {
      if (!type.limit().isNone()) {
        String name = "of_" + counts.size();
        counts.add(sum(when(col(TYPE).equalTo(type.name()), 1).otherwise(0)).as(name));
        suspect = suspect.or(col(name).gt(type.limit().most()));
      }
    }
    suspect = suspect.or(col("all").gt(config.links().maxCluster()));
    Dataset<Row> tooMany =
        members
            .groupBy(CONNECTED_COMPONENT)
            .agg(count(lit(1)).as("all"), counts.toArray(Column[]::new))
            .where(suspect)
            .select(CONNECTED_COMPONENT);
    List<Rules.Pair> pairs = NormalizedRules.pairs(config);
    return pairs.isEmpty() ? tooMany : tooMany.union(together(members, pairs)).distinct();
  }

  /** The components that have both identifiers of a pair. */
  private static Dataset<Row> together(Dataset<Row> members, List<Rules.Pair> pairs) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      rows.add(RowFactory.create(i, pairs.get(i).a().type(), pairs.get(i).a().value()));
      rows.add(RowFactory.create(i, pairs.get(i).b().type(), pairs.get(i).b().value()));
    }
    StructType shape =
        new StructType()
            .add(PAIR, DataTypes.IntegerType)
            .add(TYPE, DataTypes.StringType)
            .add(VALUE, DataTypes.StringType);
    Dataset<Row> keys =
        members
            .sparkSession()
            .createDataFrame(rows, shape)
            .select(col(PAIR), xxhash64(col(TYPE), col(VALUE)).as(KEY));
    return members
        .join(keys, KEY)
        .groupBy(CONNECTED_COMPONENT, PAIR)
        .agg(count(lit(1)).as("ends"))
        .where(col("ends").gt(1))
        .select(CONNECTED_COMPONENT);
  }

  private static Dataset<Row> rejections(Dataset<Row> replayed, Dataset<Row> edges) {
    return IdentityTables.rejections()
        .select(
            replayed
                .where(col(KEY).isNull())
                .drop(KEY, Replay.CLUSTER)
                .join(edges, new String[] {"a", "b"}));
  }
}
