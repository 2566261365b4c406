package io.truecount.identity;

import static io.truecount.identity.IdentityTables.EVENT_COUNT;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static java.util.stream.Collectors.toSet;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.GenericRule;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.LinkRules.Named;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.identity.rules.Identifier;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Values that records have with many persons, in the shape of {@link IdentityTables#generic()}.
 *
 * <pre>
 *   edges     email=office – user_id=u1, email=office – user_id=u2, email=office – user_id=u3
 *   above 2   type  | value  | neighbour_type | neighbours | examples
 *             email | office | user_id        | 3          | user_id=u1, user_id=u2, user_id=u3
 * </pre>
 *
 * <p>What counts are the distinct identifiers of one type of persons that have an edge with the
 * value, of the type that has most. This follows from the set of edges alone, so that the order and
 * the batches of records cannot matter.
 *
 * <p>Cost: one aggregation of both ends of all edges; two joins of the generic values.
 */
public final class GenericIdentifiers {
  static final String BLOCKED = "blocked";
  static final String PROPOSED = "proposed";
  private static final String ACTION = "action";
  private static final String NEIGHBOUR_TYPE = "neighbour_type";
  private static final String NEIGHBOURS = "neighbours";
  private static final String OTHER = "other";
  private static final int EXAMPLES = 3;

  private GenericIdentifiers() {}

  /**
   * The generic values of some edges.
   *
   * @param edges all edges of these identifiers, in the shape of {@link IdentityTables#edges()}
   * @param identifiers key, type, value and first_seen at least
   */
  static Dataset<Row> of(Dataset<Row> edges, Dataset<Row> identifiers, IdentityConfig config) {
    Dataset<Row> beside = beside(edges, config);
    Dataset<Row> most = most(beside, config.generic());
    return examples(beside.join(most, columns(KEY, NEIGHBOUR_TYPE)), identifiers)
        .join(identifiers.select(KEY, TYPE, VALUE, FIRST_SEEN), KEY)
        .select(
            col(TYPE),
            col(VALUE),
            col(NEIGHBOUR_TYPE),
            col(NEIGHBOURS),
            lit(config.generic().above()).as("above"),
            col("examples"),
            col(FIRST_SEEN),
            lit(PROPOSED).as(ACTION));
  }

  /** For each end of an edge of records the person at its other end. */
  private static Dataset<Row> beside(Dataset<Row> edges, IdentityConfig config) {
    Object[] persons = config.typesAt(Level.PERSON).toArray();
    Dataset<Row> ofRecords = edges.where(col(EVENT_COUNT).gt(0));
    return end(ofRecords, "a", "b")
        .union(end(ofRecords, "b", "a"))
        .where(col(NEIGHBOUR_TYPE).isin(persons));
  }

  private static Dataset<Row> end(Dataset<Row> edges, String end, String other) {
    return edges.select(
        col(end).as(KEY), col(other).as(OTHER), col(other + "_type").as(NEIGHBOUR_TYPE));
  }

  /** The type with most neighbours of each value that has too many of one. */
  private static Dataset<Row> most(Dataset<Row> beside, GenericRule rule) {
    return beside
        .groupBy(KEY, NEIGHBOUR_TYPE)
        .agg(count(lit(1)).as(NEIGHBOURS))
        .where(col(NEIGHBOURS).gt(rule.above()))
        .withColumn(
            "rank",
            row_number()
                .over(Window.partitionBy(KEY).orderBy(col(NEIGHBOURS).desc(), col(NEIGHBOUR_TYPE))))
        .where(col("rank").equalTo(1))
        .drop("rank");
  }

  /** The first neighbours of each generic value, by value. */
  private static Dataset<Row> examples(Dataset<Row> beside, Dataset<Row> identifiers) {
    Dataset<Row> others =
        identifiers.select(col(KEY).as(OTHER), concat_ws("=", col(TYPE), col(VALUE)).as("example"));
    return beside
        .join(others, OTHER)
        .withColumn("rank", row_number().over(Window.partitionBy(KEY).orderBy(col("example"))))
        .where(col("rank").leq(EXAMPLES))
        .groupBy(KEY)
        .agg(
            first(NEIGHBOUR_TYPE).as(NEIGHBOUR_TYPE),
            first(NEIGHBOURS).as(NEIGHBOURS),
            array_sort(collect_list("example")).as("examples"));
  }

  /** As {@link #of}, where generic values are proposed; else none. */
  static Dataset<Row> proposed(
      Dataset<Row> edges, Dataset<Row> identifiers, IdentityConfig config) {
    return config.generic().action() == GenericRule.Action.PROPOSE
        ? of(edges, identifiers, config)
        : IdentityTables.generic().empty(edges.sparkSession());
  }

  /** Says of each row whether the project blocks it. What an override links is never blocked. */
  static Dataset<Row> decided(Dataset<Row> generic, IdentityConfig config) {
    if (config.generic().action() != GenericRule.Action.BLOCK) {
      return generic;
    }
    Set<Identifier> linked =
        NormalizedRules.forced(config).stream()
            .flatMap(pair -> List.of(pair.a(), pair.b()).stream())
            .collect(toSet());
    Object[] names = linked.stream().map(Identifier::toString).toArray();
    Column isLinked = concat_ws("=", col(TYPE), col(VALUE)).isin(names);
    return generic.withColumn(ACTION, when(isLinked, PROPOSED).otherwise(BLOCKED));
  }

  /**
   * The values that are blocked.
   *
   * @param generic in the shape of {@link IdentityTables#generic()}
   * @throws TruecountException invalid, when there are more than the project's max-overrides
   */
  public static List<Named> blocked(Dataset<Row> generic, IdentityConfig config) {
    if (config.generic().action() != GenericRule.Action.BLOCK) {
      return List.of();
    }
    List<Row> rows =
        generic
            .where(col(ACTION).equalTo(BLOCKED))
            .select(TYPE, VALUE)
            .limit(config.generic().most() + 1)
            .collectAsList();
    if (rows.size() > config.generic().most()) {
      throw TruecountException.invalid(
          new Problem(
              "identity.generic would block more than %,d values"
                  .formatted(config.generic().most()),
              "identity.generic",
              "every task that reads identifiers has all of them in memory",
              "raise identity.generic.above, or identity.max-overrides"));
    }
    return rows.stream().map(row -> new Named(row.getString(0), row.getString(1))).toList();
  }

  /** The key of each row's identifier. */
  static Column key() {
    return xxhash64(col(TYPE), col(VALUE));
  }

  private static scala.collection.immutable.Seq<String> columns(String... names) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(names)).toSeq();
  }
}
