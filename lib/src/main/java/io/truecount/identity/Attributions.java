package io.truecount.identity;

import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.EVENT_COUNT;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.IDENTIFIERS;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALID_FROM;
import static io.truecount.identity.IdentityTables.VALID_TO;
import static io.truecount.identity.Logins.FIRST_LOGIN;
import static io.truecount.identity.Logins.LAST_LOGIN;
import static io.truecount.identity.Logins.ONE_PERSON;
import static io.truecount.identity.Logins.PERSON;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.Attribution.Mode;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.table.Kept;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Finds out whose the events of each list of identifiers are. A list with a person's identifier is
 * that person's. One of devices alone is decided by its best device and the {@link
 * io.truecount.config.Attribution} of that device's type: by the logins of the device, which are
 * the events that have it and a person's identifier.
 *
 * <pre>
 *   events         occurred_at | identifiers     map   identifier | customer_id
 *                  10:00       | [a1, u1]              u1         | C1
 *                  11:00       | [a1]                  u2         | C2
 *                  12:00       | [a1, u2]              a1         | C1
 *                  13:00       | [a1]
 *   attributions   identifiers | customer_id | event_count | valid_from | valid_to
 *                  [a1, u1]    | C1          | 1           | NULL       | NULL
 *                  [a1, u2]    | C2          | 1           | NULL       | NULL
 *                  [a1]        | C1          | 1           | NULL       | 12:00
 *                  [a1]        | C2          | 1           | 12:00      | NULL
 * </pre>
 *
 * <p>Cost: with the modes interval and last_login, and no refused edge, one aggregation of the
 * lists. Otherwise another one for the logins of devices; and, only for the devices whose events
 * several persons may own or that a bound of days parts, one pass over four columns of the events
 * for their logins, one over two for what they own, and a sort of both by device and time.
 *
 * @param rows in the shape of {@link IdentityTables#attributions()}
 * @param shared datasets that are persisted, to be released when the rows are written
 */
record Attributions(Dataset<Row> rows, List<Dataset<Row>> shared) {
  /** Whether the identifiers of one record may belong to several customers. */
  enum Edges {
    /** They never do: a device with logins has one person, who is its own customer. */
    ALL_ACCEPTED,
    SOME_REFUSED;

    static Edges by(IdentityConfig config) {
      return config.constrains() ? SOME_REFUSED : ALL_ACCEPTED;
    }
  }

  /** The customer of events that the attribution gives to no person: NULL for none. */
  static final String OTHERWISE = "otherwise";

  private static final String IS_LOGIN = "is_login";
  private static final String NEEDS_TIMES = "needs_times";
  private static final String IS_KNOWN = "is_known";

  /**
   * The attributions of all events.
   *
   * @param events in the shape of {@link io.truecount.event.EventTables#events}
   * @param lists of these events, as {@link IdentifierLists#of} gives them
   * @param map in the shape of {@link IdentityTables#map()}
   */
  static Attributions of(
      Dataset<Row> events,
      Dataset<Row> lists,
      Dataset<Row> map,
      IdentityConfig config,
      Edges edges) {
    Dataset<Row> listed = listed(lists, config).join(map.select(KEY, CUSTOMER_ID), KEY);
    boolean byTime =
        edges == Edges.SOME_REFUSED
            || !config.devices(Mode.BOUNDED).isEmpty()
            || !config.devices(Mode.NEUTRAL).isEmpty();
    if (!byTime) {
      return new Attributions(always(listed), List.of());
    }
    Kept kept =
        Kept.of(assigned(listed, Logins.ofDevices(lists, map, config), known(map, config), config));
    Dataset<Row> assigned = kept.rows();
    Dataset<Row> always = always(assigned.where(not(col(NEEDS_TIMES))));
    Dataset<Row> timed = assigned.where(NEEDS_TIMES);
    return new Attributions(
        timed.isEmpty() ? always : always.union(timed(events, lists, map, timed, config)),
        List.of(kept.cached()));
  }

  /** One row for each list of identifiers that may link. */
  private static Dataset<Row> listed(Dataset<Row> lists, IdentityConfig config) {
    Column best = element_at(col(IdentifierReader.ACCEPTED), 1);
    return lists
        .where(size(col(IdentifierReader.ACCEPTED)).gt(0))
        .groupBy(IDENTIFIERS_HASH, IDENTIFIERS)
        .agg(
            min(best.getField(KEY)).as(KEY), // the same in every row of a list
            min(best.getField(TYPE)).as(TYPE),
            bool_or(hasPerson(config)).as(IS_LOGIN),
            min(FIRST_SEEN).as(FIRST_SEEN),
            max(LAST_SEEN).as(LAST_SEEN),
            sum(EVENT_COUNT).as(EVENT_COUNT));
  }

  static Column hasPerson(IdentityConfig config) {
    Object[] persons = config.typesAt(Level.PERSON).toArray();
    return exists(col(IdentifierReader.ACCEPTED), i -> i.getField(TYPE).isin(persons));
  }

  private static Dataset<Row> known(Dataset<Row> map, IdentityConfig config) {
    return map.where(col(TYPE).isin(config.typesAt(Level.PERSON).toArray()))
        .select(CUSTOMER_ID)
        .distinct()
        .withColumn(IS_KNOWN, lit(true));
  }

  private static Dataset<Row> assigned(
      Dataset<Row> listed, Dataset<Row> logins, Dataset<Row> known, IdentityConfig config) {
    Column own = col(CUSTOMER_ID);
    Column neutral = isOf(config, Mode.NEUTRAL);
    Column byLogin = not(col(IS_LOGIN)).and(not(neutral)).and(col(PERSON).isNotNull());
    Column outOfBounds = isOf(config, Mode.BOUNDED).and(not(withinBounds(config)));
    return listed
        .join(logins, new String[] {KEY}, "left")
        .join(known, new String[] {CUSTOMER_ID}, "left")
        .withColumn(OTHERWISE, when(col(IS_KNOWN).isNull(), own))
        .withColumn(NEEDS_TIMES, byLogin.and(not(col(ONE_PERSON)).or(outOfBounds)))
        .withColumn(
            CUSTOMER_ID,
            when(byLogin, col(PERSON))
                .when(neutral.and(not(col(IS_LOGIN))), col(OTHERWISE))
                .otherwise(own));
  }

  /** Whether the logins leave no gap, and all events of the list are near enough to them. */
  private static Column withinBounds(IdentityConfig config) {
    Column days = Logins.days(config);
    return col(LAST_LOGIN)
        .leq(col(FIRST_LOGIN).plus(days))
        .and(col(FIRST_SEEN).geq(col(FIRST_LOGIN).minus(days)))
        .and(col(LAST_SEEN).lt(col(LAST_LOGIN).plus(days)));
  }

  static Column isOf(IdentityConfig config, Mode mode) {
    return col(TYPE).isin(config.devices(mode).stream().map(IdentifierType::name).toArray());
  }

  private static Dataset<Row> always(Dataset<Row> assigned) {
    Column open = lit(null).cast(DataTypes.TimestampType);
    return IdentityTables.attributions()
        .select(assigned.withColumn(VALID_FROM, open).withColumn(VALID_TO, open));
  }

  private static Dataset<Row> timed(
      Dataset<Row> events,
      Dataset<Row> lists,
      Dataset<Row> map,
      Dataset<Row> timed,
      IdentityConfig config) {
    Dataset<Row> near = near(events, timed);
    Dataset<Row> logins =
        Logins.events(near, lists, map, timed.select(KEY, TYPE).distinct(), config);
    return IdentityTables.attributions()
        .select(Validities.attribute(near, timed, Validities.of(logins, config)));
  }

  /** The events from the first to the last of these lists and of the logins of their devices. */
  private static Dataset<Row> near(Dataset<Row> events, Dataset<Row> timed) {
    Row times =
        timed
            .agg(
                min(least(col(FIRST_SEEN), col(FIRST_LOGIN))),
                max(greatest(col(LAST_SEEN), col(LAST_LOGIN))))
            .head();
    return times.anyNull()
        ? events
        : events.where(col(OCCURRED_AT).between(times.get(0), times.get(1)));
  }
}
