package io.truecount.identity;

import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.IDENTIFIERS;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.RUN_ID;
import static io.truecount.event.EventTables.SOURCE;
import static io.truecount.identity.IdentityTables.EVENT_COUNT;
import static io.truecount.identity.IdentityTables.FIRST_RECORD;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.HAS_REFUSED;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static io.truecount.identity.IdentityTables.LOAD_SPAN;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.IdentityConfig;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The distinct lists of identifiers in events, normalised. A customer sends the same list in many
 * events, so that there are far fewer lists than events: normalising, pairing and attributing cost
 * what the lists cost. Grouping the events shuffles only four of their columns.
 */
final class IdentifierLists {
  private static final String ACCEPTED = IdentifierReader.ACCEPTED;
  private static final String REFUSED = IdentifierReader.REFUSED;
  static final String RUN_EVENTS = "run_events";
  private static final String READ = "read";
  private static final int HASH_BITS = 22;

  private IdentifierLists() {}

  /**
   * One row for each source and list of identifiers, the empty one too: identifiers as events have
   * them, identifiers_hash, accepted (best first, with keys), refused, first and last seen,
   * event_count, first_record, and run_events: how many of the events one run accepted.
   *
   * <pre>
   *   events   source | identifiers                  | run_id
   *            web    | email=Jane@X.de, user_id=u1  | r1
   *            web    | email=Jane@X.de, user_id=u1  | r2
   *            web    | email=(not set)              | r2
   *   lists    source | accepted                     | refused         | event_count | run_events
   *            web    | user_id=u1, email=jane@x.de  |                 | 2           | 1 of r2
   *            web    |                              | email=(not set) | 1           | 1 of r2
   * </pre>
   */
  static Dataset<Row> of(Dataset<Row> events, IdentityConfig config, String runId) {
    return normalized(aggregated(events, runId), config);
  }

  /** As {@link #of}, without accepted and refused. Cost: shuffles four columns of the events. */
  static Dataset<Row> aggregated(Dataset<Row> events, String runId) {
    return events
        .groupBy(col(SOURCE), col(IDENTIFIERS))
        .agg(
            min(OCCURRED_AT).as(FIRST_SEEN),
            max(OCCURRED_AT).as(LAST_SEEN),
            count(lit(1)).as(EVENT_COUNT),
            count(when(col(RUN_ID).equalTo(runId), lit(1))).as(RUN_EVENTS),
            min(recordKey()).as(FIRST_RECORD))
        .withColumn(IDENTIFIERS_HASH, xxhash64(col(IDENTIFIERS)));
  }

  /**
   * The lists of several sets of events that have no event in common, as {@link #aggregated} gives
   * each.
   *
   * @param lists rows of all sets together
   */
  static Dataset<Row> merged(Dataset<Row> lists) {
    return lists
        .groupBy(col(SOURCE), col(IDENTIFIERS_HASH), col(IDENTIFIERS))
        .agg(
            min(FIRST_SEEN).as(FIRST_SEEN),
            max(LAST_SEEN).as(LAST_SEEN),
            sum(EVENT_COUNT).as(EVENT_COUNT),
            sum(RUN_EVENTS).as(RUN_EVENTS),
            min(FIRST_RECORD).as(FIRST_RECORD));
  }

  /** Adds what of each list may link (accepted, best first, with keys) and what may not. */
  static Dataset<Row> normalized(Dataset<Row> lists, IdentityConfig config) {
    Column read = udf(new IdentifierReader(config), IdentifierReader.TYPE).apply(col(IDENTIFIERS));
    return lists
        .withColumn(READ, read)
        .withColumn(ACCEPTED, transform(col(READ).getField(ACCEPTED), IdentifierLists::keyed))
        .withColumn(REFUSED, col(READ).getField(REFUSED))
        .drop(READ);
  }

  /**
   * Lists of one span of load time, in the shape of {@link IdentityTables#lists()}.
   *
   * @param lists as {@link #normalized} gives them
   */
  static Dataset<Row> stored(Dataset<Row> lists, Column span) {
    return IdentityTables.lists()
        .select(
            lists
                .withColumn(LOAD_SPAN, span)
                .withColumn(
                    KEY,
                    when(size(col(ACCEPTED)).gt(0), element_at(col(ACCEPTED), 1).getField(KEY)))
                .withColumn(HAS_REFUSED, size(col(REFUSED)).gt(0)));
  }

  /**
   * The record key of an event: a number that is smaller for an earlier event (milliseconds of
   * occurred_at, then bits of a hash of source and event_id). Numbers aggregate without sorting,
   * and {@code occurred_at} with this expression finds the event again.
   */
  static Column recordKey() {
    Column hash = xxhash64(col(SOURCE), col(EVENT_ID)).bitwiseAND(lit((1L << HASH_BITS) - 1));
    return shiftleft(unix_millis(col(OCCURRED_AT)), HASH_BITS).bitwiseOR(hash);
  }

  /**
   * One row for each identifier: key, type, value, priority, first and last seen, event_count.
   *
   * <pre>
   *   lists         accepted                    | event_count
   *                 user_id=u1, email=jane@x.de | 2
   *                 email=jane@x.de             | 3
   *   identifiers   type    | value     | priority | event_count
   *                 user_id | u1        | 1        | 2
   *                 email   | jane@x.de | 2        | 5
   * </pre>
   */
  static Dataset<Row> identifiers(Dataset<Row> lists) {
    return lists
        .withColumn("i", explode(col(ACCEPTED)))
        .groupBy(
            col("i." + KEY).as(KEY),
            col("i." + TYPE).as(TYPE),
            col("i." + VALUE).as(VALUE),
            col("i.priority").as("priority"))
        .agg(seen()[0], seen()[1], seen()[2]);
  }

  /**
   * What was refused, in the shape of {@link IdentityTables#blocked()}.
   *
   * <pre>
   *   lists     refused                     | event_count
   *             email=(not set)             | 1
   *             email=(not set), anon=[1;2] | 4
   *   blocked   type  | value     | reason      | event_count
   *             email | (not set) | placeholder | 5
   *             anon  | [1;2]     | not_scalar  | 4
   * </pre>
   */
  static Dataset<Row> blocked(Dataset<Row> lists) {
    return lists
        .withColumn("r", explode(col(REFUSED)))
        .groupBy(
            col("r." + TYPE).as(TYPE),
            col("r." + VALUE).as(VALUE),
            col("r.reason").as("reason"),
            col("r.detail").as("detail"))
        .agg(seen()[0], seen()[1], seen()[2]);
  }

  private static Column[] seen() {
    return new Column[] {
      min(FIRST_SEEN).as(FIRST_SEEN), max(LAST_SEEN).as(LAST_SEEN), sum(EVENT_COUNT).as(EVENT_COUNT)
    };
  }

  private static Column keyed(Column identifier) {
    Column type = identifier.getField(TYPE);
    Column value = identifier.getField(VALUE);
    return struct(
        xxhash64(type, value).as(KEY),
        type.as(TYPE),
        value.as(VALUE),
        identifier.getField("priority").as("priority"));
  }
}
