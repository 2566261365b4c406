package io.truecount.identity;

import static io.truecount.event.EventTables.SOURCE;
import static io.truecount.identity.IdentityTables.EVENT_COUNT;
import static io.truecount.identity.IdentityTables.FIRST_RECORD;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static io.truecount.identity.IdentityTables.SCORE;
import static io.truecount.identity.IdentityTables.TYPE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.config.IdentityConfig;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The pairs of identifiers of one record: each identifier with the best one of its record (the
 * hub), and each with its neighbour in the order of priority. Edges are an aggregate only: {@link
 * #merge} is associative and commutative, so that batches, their order and late data do not change
 * the result.
 *
 * <pre>
 *   events   identifiers, best first           edges   a_type  | b_type | event_count
 *            user_id=u, email=e, anon=a                user_id | email  | 2
 *            user_id=u, email=e                        user_id | anon   | 1
 *            anon=b                                    email   | anon   | 1
 * </pre>
 */
public final class IdentityEdges {
  private IdentityEdges() {}

  /** The edges of some events, in the shape of {@link IdentityTables#edges()}. */
  public static Dataset<Row> of(Dataset<Row> events, IdentityConfig config) {
    return ofLists(IdentifierLists.of(events, config, ""));
  }

  /** The edges of two sets of events that have no event in common. */
  public static Dataset<Row> merge(Dataset<Row> left, Dataset<Row> right) {
    return aggregate(left.unionByName(right));
  }

  static Dataset<Row> ofLists(Dataset<Row> lists) {
    return aggregate(
        lists
            .where(size(col(IdentifierReader.ACCEPTED)).gt(1))
            .withColumn("pair", explode(pairs(col(IdentifierReader.ACCEPTED))))
            .select(
                col("pair.a." + KEY).as("a"),
                col("pair.b." + KEY).as("b"),
                col("pair.a." + TYPE).as("a_type"),
                col("pair.b." + TYPE).as("b_type"),
                col(FIRST_SEEN),
                col(LAST_SEEN),
                col(EVENT_COUNT),
                array(col(SOURCE)).as("sources"),
                col(FIRST_RECORD),
                lit(null).cast(DoubleType).as(SCORE)));
  }

  /**
   * Edges that follow from no record, since both of their ends were seen.
   *
   * @param left the alias of one end in {@code pairs}: key, type and first_seen
   */
  static Dataset<Row> withoutRecords(Dataset<Row> pairs, String left, String right, Column score) {
    Column first = col(left + "." + KEY);
    Column second = col(right + "." + KEY);
    Column inOrder = first.lt(second);
    Column leftType = col(left + "." + TYPE);
    Column rightType = col(right + "." + TYPE);
    Column both = greatest(col(left + "." + FIRST_SEEN), col(right + "." + FIRST_SEEN));
    return pairs.select(
        least(first, second).as("a"),
        greatest(first, second).as("b"),
        when(inOrder, leftType).otherwise(rightType).as("a_type"),
        when(inOrder, rightType).otherwise(leftType).as("b_type"),
        both.as(FIRST_SEEN),
        both.as(LAST_SEEN),
        lit(0L).as(EVENT_COUNT),
        array().cast(createArrayType(StringType)).as("sources"),
        lit(null).cast(LongType).as(FIRST_RECORD),
        score.as(SCORE));
  }

  /** An edge of records begins with the first of them, and not where both of its ends were seen. */
  private static Dataset<Row> aggregate(Dataset<Row> edges) {
    Column ofRecords = when(col(EVENT_COUNT).gt(0), col(FIRST_SEEN));
    return edges
        .groupBy("a", "b", "a_type", "b_type")
        .agg(
            coalesce(min(ofRecords), min(FIRST_SEEN)).as(FIRST_SEEN),
            max(LAST_SEEN).as(LAST_SEEN),
            sum(EVENT_COUNT).as(EVENT_COUNT),
            array_sort(array_distinct(flatten(collect_set("sources")))).as("sources"),
            min(FIRST_RECORD).as(FIRST_RECORD),
            max(SCORE).as(SCORE));
  }

  /** Positions count from 1; the neighbour of the second is the hub, which has it already. */
  private static Column pairs(Column identifiers) {
    Column last = size(identifiers);
    Column toHub = transform(sequence(lit(2), last), i -> ordered(identifiers, lit(1), i));
    Column toNeighbour =
        when(
                last.geq(3),
                transform(sequence(lit(3), last), i -> ordered(identifiers, i.minus(1), i)))
            .otherwise(array());
    return concat(toHub, toNeighbour);
  }

  private static Column ordered(Column identifiers, Column left, Column right) {
    Column a = element_at(identifiers, left);
    Column b = element_at(identifiers, right);
    return when(a.getField(KEY).lt(b.getField(KEY)), struct(a.as("a"), b.as("b")))
        .otherwise(struct(b.as("a"), a.as("b")));
  }
}
