package io.truecount.identity;

import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.SOURCE;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.EVENT_COUNT;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.IDENTIFIERS;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static io.truecount.identity.IdentityTables.VALID_FROM;
import static io.truecount.identity.IdentityTables.VALID_TO;
import static io.truecount.identity.Logins.PERSON;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.Attribution.Mode;
import io.truecount.config.IdentityConfig;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/** The times during which the events of a device belong to one person. */
final class Validities {
  private static final String AT = "at";
  private static final String NEXT = "next";
  private static final String IS_FIRST = "is_first";
  private static final String PART = "part";

  private Validities() {}

  /**
   * The persons of each device: half-open times that follow each other without a gap, the first
   * without a start and the last without an end; two neighbours have different persons.
   *
   * <pre>
   *   logins       device | person | occurred_at     with bounded(1)   device | person | valid_from  | valid_to
   *                a1     | C1     | 1 May 10:00                       a1     | NULL   | NULL        | 30 Apr 10:00
   *                a1     | C2     | 1 May 12:00                       a1     | C1     | 30 Apr 10:00| 1 May 12:00
   *   with         device | person | valid_from  | valid_to            a1     | C2     | 1 May 12:00 | 2 May 12:00
   *   interval     a1     | C1     | NULL        | 1 May 12:00         a1     | NULL   | 2 May 12:00 | NULL
   *                a1     | C2     | 1 May 12:00 | NULL
   * </pre>
   *
   * Of logins at one instant the last by (source, event_id) counts from then on, and the first for
   * what was before the first login.
   *
   * @param logins as {@link Logins#events} gives them
   */
  static Dataset<Row> of(Dataset<Row> logins, IdentityConfig config) {
    WindowSpec byTime = Window.partitionBy(KEY).orderBy(OCCURRED_AT, SOURCE, EVENT_ID);
    Dataset<Row> parts =
        logins
            .withColumn(IS_FIRST, row_number().over(byTime).equalTo(1))
            .withColumn(NEXT, lead(OCCURRED_AT, 1).over(byTime))
            .select(col(KEY), inline(parts(config)))
            .where(
                col(VALID_FROM)
                    .isNull()
                    .or(col(VALID_TO).isNull())
                    .or(col(VALID_FROM).lt(col(VALID_TO))));
    return merged(parts);
  }

  /** The times that begin with a login or end with the first one; some are without a length. */
  private static Column parts(IdentityConfig config) {
    Column at = col(OCCURRED_AT);
    Column whole = when(not(isLast()), at); // only that of the last login has a length
    return when(Attributions.isOf(config, Mode.BOUNDED), bounded(Logins.days(config)))
        .when(Attributions.isOf(config, Mode.LAST_LOGIN), array(part(whole, whole, col(PERSON))))
        .otherwise(array(part(when(not(col(IS_FIRST)), at), col(NEXT), col(PERSON))));
  }

  private static Column bounded(Column days) {
    Column at = col(OCCURRED_AT);
    Column earliest = at.minus(days);
    Column latest = at.plus(days);
    Column start = when(col(IS_FIRST), earliest).otherwise(at);
    Column none = lit(null).cast(DataTypes.StringType);
    return array(
        part(start, least(col(NEXT), latest), col(PERSON)),
        part(when(not(col(IS_FIRST)), at), start, none),
        part(latest, col(NEXT), none));
  }

  private static Column isLast() {
    return col(NEXT).isNull();
  }

  private static Column part(Column from, Column to, Column person) {
    return struct(from.as(VALID_FROM), to.as(VALID_TO), person.as(PERSON));
  }

  private static Dataset<Row> merged(Dataset<Row> parts) {
    WindowSpec byTime = Window.partitionBy(KEY).orderBy(VALID_FROM);
    Column samePerson = lag(PERSON, 1).over(byTime).eqNullSafe(col(PERSON));
    return parts
        .withColumn(IS_FIRST, row_number().over(byTime).equalTo(1).or(not(samePerson)))
        .where(IS_FIRST)
        .withColumn(VALID_TO, lead(VALID_FROM, 1).over(byTime))
        .drop(IS_FIRST);
  }

  /**
   * Attributes the events of lists that one device decides. A time without an event gives no row.
   *
   * @param events in the shape of {@link io.truecount.event.EventTables#events}
   * @param lists the lists, each with the key of its device, and the customer of events that belong
   *     to no person
   * @param validities as {@link #of} gives them
   * @return the columns of {@link IdentityTables#attributions()}
   */
  static Dataset<Row> attribute(Dataset<Row> events, Dataset<Row> lists, Dataset<Row> validities) {
    Column part = struct(VALID_FROM, VALID_TO, PERSON);
    Dataset<Row> starts =
        validities.select(
            col(KEY),
            lit(null).cast("long").as(IDENTIFIERS_HASH),
            col(VALID_FROM).as(AT),
            part.as(PART));
    Dataset<Row> owned =
        events
            .where(col(OCCURRED_AT).isNotNull())
            .select(xxhash64(col(IDENTIFIERS)).as(IDENTIFIERS_HASH), col(OCCURRED_AT).as(AT))
            .join(lists.select(IDENTIFIERS_HASH, KEY), IDENTIFIERS_HASH);
    WindowSpec before =
        Window.partitionBy(KEY)
            .orderBy(col(AT).asc_nulls_first(), col(IDENTIFIERS_HASH).isNotNull())
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    return starts
        .unionByName(owned, true)
        .withColumn(PART, last(col(PART), true).over(before))
        .where(col(IDENTIFIERS_HASH).isNotNull())
        .groupBy(IDENTIFIERS_HASH, PART)
        .agg(min(AT).as(FIRST_SEEN), max(AT).as(LAST_SEEN), count(lit(1)).as(EVENT_COUNT))
        .join(
            lists.select(IDENTIFIERS_HASH, IDENTIFIERS, KEY, Attributions.OTHERWISE),
            IDENTIFIERS_HASH)
        .withColumn(CUSTOMER_ID, coalesce(col(PART).getField(PERSON), col(Attributions.OTHERWISE)))
        .withColumn(VALID_FROM, col(PART).getField(VALID_FROM))
        .withColumn(VALID_TO, col(PART).getField(VALID_TO));
  }
}
