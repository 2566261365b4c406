package io.truecount.customer;

import static io.truecount.event.EventTables.IDENTIFIERS;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.VALID_FROM;
import static io.truecount.identity.IdentityTables.VALID_TO;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Attributes events to customers. */
public final class CustomerEvents {
  private static final String LIST = "__list";
  private static final String FROM = "__from";
  private static final String TO = "__to";

  private CustomerEvents() {}

  /**
   * The events with their customer: that of the attribution of their list of identifiers that is
   * valid when they occurred; an event without one has a NULL customer. The join is by one number
   * per event; Spark reads only the columns that a query needs. Cost: events x validities of one
   * list, of which nearly all lists have one.
   *
   * <pre>
   *   events            event_id | identifiers      attributions   identifiers_hash | customer_id | valid_from
   *                     1        | [a1, u1]                        hash of [a1, u1] | C1          | NULL
   *                     2        | []                              hash of [a2]     | C2          | NULL
   *                     3        | [a2]
   *   customer_events   event_id | identifiers | customer_id
   *                     1        | [a1, u1]    | C1
   *                     2        | []          | NULL
   *                     3        | [a2]        | C2
   * </pre>
   *
   * @param events in the shape of {@link io.truecount.event.EventTables#events}
   * @param attributions in the shape of {@link
   *     io.truecount.identity.IdentityTables#attributions()}, of the same events
   * @return in the shape of {@link CustomerTables#customerEvents}
   */
  public static Dataset<Row> attribute(Dataset<Row> events, Dataset<Row> attributions) {
    return attribute(events, xxhash64(col(IDENTIFIERS)), attributions);
  }

  /**
   * As {@link #attribute}, for rows that have the hash of their list in place of the list.
   *
   * @param rows in the shape of {@link TraitEvents#table}
   */
  static Dataset<Row> attributeHashed(Dataset<Row> rows, Dataset<Row> attributions) {
    return attribute(rows, col(IDENTIFIERS_HASH), attributions);
  }

  private static Dataset<Row> attribute(
      Dataset<Row> events, Column hash, Dataset<Row> attributions) {
    Dataset<Row> valid =
        attributions.select(
            col(IDENTIFIERS_HASH).as(LIST),
            col(VALID_FROM).as(FROM),
            col(VALID_TO).as(TO),
            col(CUSTOMER_ID));
    Column started = col(FROM).isNull().or(col(OCCURRED_AT).geq(col(FROM)));
    Column notEnded = col(TO).isNull().or(col(OCCURRED_AT).lt(col(TO)));
    Column sameList = col(LIST).equalTo(hash);
    return events.join(valid, sameList.and(started).and(notEnded), "left").drop(LIST, FROM, TO);
  }
}
