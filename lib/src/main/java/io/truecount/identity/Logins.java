package io.truecount.identity;

import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.SOURCE;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.IDENTIFIERS;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static io.truecount.identity.IdentityTables.TYPE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.make_dt_interval;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.Attribution.Mode;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The logins of devices: events that have a device's identifier and a person's. The person of a
 * login is the customer of its best identifier.
 */
final class Logins {
  static final String PERSON = "person";
  static final String ONE_PERSON = "one_person";
  static final String FIRST_LOGIN = "first_login";
  static final String LAST_LOGIN = "last_login";

  private static final String DEVICE = "device";

  private Logins() {}

  /**
   * One row for each device with a login: its key, a person, whether that is the only one, and its
   * first and last login.
   *
   * <pre>
   *   lists    accepted | first_seen | last_seen     devices   device | person | one_person | first_login | last_login
   *            u1, a1   | 10:00      | 12:00                   a1     | C1     | false      | 10:00       | 13:00
   *            u2, a1   | 11:00      | 13:00
   *            a1       | 09:00      | 14:00
   * </pre>
   */
  static Dataset<Row> ofDevices(Dataset<Row> lists, Dataset<Row> map, IdentityConfig config) {
    return lists
        .where(Attributions.hasPerson(config))
        .select(devices(config), best(), col(FIRST_SEEN), col(LAST_SEEN))
        .join(map.select(KEY, CUSTOMER_ID), KEY)
        .groupBy(col(DEVICE).as(KEY))
        .agg(
            min(CUSTOMER_ID).as(PERSON),
            min(CUSTOMER_ID).equalTo(max(CUSTOMER_ID)).as(ONE_PERSON),
            min(FIRST_SEEN).as(FIRST_LOGIN),
            max(LAST_SEEN).as(LAST_LOGIN));
  }

  /**
   * One row for each login of some devices: the device's key and type, person, occurred_at, source
   * and event_id.
   *
   * @param devices the key and type of each
   */
  static Dataset<Row> events(
      Dataset<Row> events,
      Dataset<Row> lists,
      Dataset<Row> map,
      Dataset<Row> devices,
      IdentityConfig config) {
    Dataset<Row> loginLists =
        lists
            .where(Attributions.hasPerson(config))
            .select(col(IDENTIFIERS_HASH), devices(config), best())
            .distinct() // of all sources
            .join(map.select(col(KEY), col(CUSTOMER_ID).as(PERSON)), KEY)
            .drop(KEY)
            .withColumnRenamed(DEVICE, KEY)
            .join(devices, KEY);
    return events
        .select(
            xxhash64(col(IDENTIFIERS)).as(IDENTIFIERS_HASH),
            col(OCCURRED_AT),
            col(SOURCE),
            col(EVENT_ID))
        .join(loginLists, IDENTIFIERS_HASH)
        .drop(IDENTIFIERS_HASH);
  }

  /** The length of time that a login counts for in the mode bounded; NULL in other modes. */
  static Column days(IdentityConfig config) {
    Column days = lit(null).cast("int");
    for (IdentifierType type : config.devices(Mode.BOUNDED)) {
      days = when(col(TYPE).equalTo(type.name()), type.attribution().days()).otherwise(days);
    }
    return make_dt_interval(days);
  }

  /** A row for each of the devices of a list whose logins count. */
  private static Column devices(IdentityConfig config) {
    Object[] types =
        config.types().stream()
            .filter(t -> t.level() == IdentityConfig.Level.DEVICE)
            .filter(t -> t.attribution().mode() != Mode.NEUTRAL)
            .map(IdentifierType::name)
            .toArray();
    Column devices = filter(col(IdentifierReader.ACCEPTED), i -> i.getField(TYPE).isin(types));
    return explode(transform(devices, i -> i.getField(KEY))).as(DEVICE);
  }

  private static Column best() {
    return element_at(col(IdentifierReader.ACCEPTED), 1).getField(KEY).as(KEY);
  }
}
