package io.truecount.customer;

import static io.truecount.event.EventTables.IDENTIFIERS;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Attributes events to customers. */
public final class CustomerEvents {
  private CustomerEvents() {}

  /**
   * The events with their customer: the first identifier by priority that is not refused decides;
   * an event without one has a NULL customer. The join is by one number per event; Spark reads only
   * the columns that a query needs.
   *
   * <pre>
   *   events            event_id | identifiers      attributions   identifiers_hash | customer_id
   *                     1        | [a1, u1]                        hash of [a1, u1] | C1
   *                     2        | []                              hash of [a2]     | C2
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
    return events
        .withColumn(IDENTIFIERS_HASH, xxhash64(col(IDENTIFIERS)))
        .join(
            attributions.select(IDENTIFIERS_HASH, CUSTOMER_ID),
            new String[] {IDENTIFIERS_HASH},
            "left")
        .drop(IDENTIFIERS_HASH);
  }
}
