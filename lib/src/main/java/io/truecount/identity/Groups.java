package io.truecount.identity;

import static io.truecount.config.LevelConfig.CUSTOMER;
import static io.truecount.identity.GroupTables.GROUP_ID;
import static io.truecount.identity.GroupTables.LEVEL;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.EVENT_COUNT;
import static io.truecount.identity.IdentityTables.FIRST_RECORD;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.IDENTIFIERS;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.IdentityConfig;
import io.truecount.config.LevelConfig;
import io.truecount.event.EventTables;
import io.truecount.identity.components.ComponentFinder;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/**
 * The groups of one level, such as households: customers that have a key in common. They are
 * resolved as customers are, by rules of their own and with ids that stay; a customer is to a group
 * what an identifier is to a customer.
 *
 * <pre>
 *   attributions   customer_id | identifiers       customer_groups   level     | customer_id | group_id
 *                  C1          | user_id=u1, d=1                     household | C1          | G
 *                  C2          | user_id=u2, d=1                     household | C2          | G
 *                  C3          | user_id=u3
 * </pre>
 *
 * <p>Cost: one aggregation of the identifiers of all customers' lists, and a resolution of the
 * pairs of customer and key, each night whole.
 *
 * @param customers in the shape of {@link GroupTables#customers()}
 * @param map in the shape of {@link GroupTables#map()}
 * @param rejections in the shape of {@link GroupTables#rejections()}
 * @param redirects in the shape of {@link GroupTables#redirects()}
 * @param shared datasets that are persisted, to be released when the others are written
 */
public record Groups(
    Dataset<Row> customers,
    Dataset<Row> map,
    Dataset<Row> rejections,
    Dataset<Row> redirects,
    List<Dataset<Row>> shared)
    implements AutoCloseable {

  /**
   * The groups of the release before.
   *
   * @param map in the shape of {@link GroupTables#map()}
   * @param redirects in the shape of {@link GroupTables#redirects()}
   */
  public record Previous(Dataset<Row> map, Dataset<Row> redirects) {}

  public Groups {
    shared = List.copyOf(shared);
  }

  /**
   * Resolves one level.
   *
   * @param attributions in the shape of {@link IdentityTables#attributions()}
   * @param previous of all levels; without rows in the first run
   * @param asOf new ids are made of it
   */
  public static Groups of(
      Dataset<Row> attributions,
      LevelConfig level,
      IdentityConfig identity,
      Previous previous,
      Instant asOf,
      ComponentFinder finder) {
    IdentityConfig rules = level.rules(identity);
    Dataset<Row> lists = Resolve.kept(lists(attributions, level, rules));
    Dataset<Row> edges = Resolve.kept(IdentityEdges.ofLists(lists));
    Clusters clusters = Clusters.of(Resolve.members(lists, edges, finder), edges, rules);
    Dataset<Row> ranked = Resolve.kept(CustomerIds.ranked(clusters.members()));
    CustomerIds.Named names =
        CustomerIds.named(ranked, before(previous.map(), level), asOf, level.name() + " " + asOf);
    Dataset<Row> map = Resolve.kept(asGroups(CustomerIds.map(ranked, names), level));
    Dataset<Row> redirects =
        CustomerIds.redirects(names, before(previous.redirects(), level), asOf);
    return new Groups(
        customers(map),
        map,
        GroupTables.rejections().select(clusters.rejections().withColumn(LEVEL, lit(level.name()))),
        asGroups(redirects, level),
        Stream.concat(Stream.of(lists, edges, ranked, map), clusters.shared().stream()).toList());
  }

  /** A list for each customer and key: the customer and the key. */
  private static Dataset<Row> lists(
      Dataset<Row> attributions, LevelConfig level, IdentityConfig rules) {
    Dataset<Row> pairs =
        attributions
            .where(col(CUSTOMER_ID).isNotNull())
            .withColumn("i", explode(col(IDENTIFIERS)))
            .where(col("i." + TYPE).isin(level.keys().toArray()))
            .groupBy(col(CUSTOMER_ID), col("i"))
            .agg(
                min(FIRST_SEEN).as(FIRST_SEEN),
                max(LAST_SEEN).as(LAST_SEEN),
                sum(EVENT_COUNT).as(EVENT_COUNT))
            .withColumn(
                IDENTIFIERS,
                array(struct(lit(CUSTOMER).as(TYPE), col(CUSTOMER_ID).as(VALUE)), col("i")))
            .withColumn(IDENTIFIERS_HASH, xxhash64(col(IDENTIFIERS)))
            .withColumn(EventTables.SOURCE, lit(level.name()))
            .withColumn(FIRST_RECORD, lit(null).cast(DataTypes.LongType));
    return IdentifierLists.normalized(pairs, rules)
        .where(size(col(IdentifierReader.ACCEPTED)).gt(1));
  }

  private static Dataset<Row> customers(Dataset<Row> map) {
    return GroupTables.customers()
        .select(
            map.where(col(TYPE).equalTo(CUSTOMER))
                .withColumn(CUSTOMER_ID, col(VALUE))
                .withColumn(
                    GroupTables.CUSTOMERS,
                    count(lit(1)).over(Window.partitionBy(LEVEL, GROUP_ID))));
  }

  /** Rows of customers as rows of groups. */
  private static Dataset<Row> asGroups(Dataset<Row> rows, LevelConfig level) {
    return rows.withColumnRenamed(CUSTOMER_ID, GROUP_ID)
        .withColumnRenamed(IdentityTables.CREATED_AT, GroupTables.CREATED_AT)
        .withColumnRenamed(CustomerIds.CURRENT, GroupTables.CURRENT)
        .withColumn(LEVEL, lit(level.name()));
  }

  /** Rows of groups as rows of customers. */
  private static Dataset<Row> before(Dataset<Row> rows, LevelConfig level) {
    return rows.where(col(LEVEL).equalTo(level.name()))
        .withColumnRenamed(GROUP_ID, CUSTOMER_ID)
        .withColumnRenamed(GroupTables.CREATED_AT, IdentityTables.CREATED_AT)
        .withColumnRenamed(GroupTables.CURRENT, CustomerIds.CURRENT)
        .drop(LEVEL);
  }

  @Override
  public void close() {
    shared.forEach(Dataset::unpersist);
  }
}
