package io.truecount.customer;

import static io.truecount.event.EventTables.IDENTIFIERS;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whose event it was. */
public final class CustomerEvents {
  private CustomerEvents() {}

  /**
   * The events with their customer: the first identifier by priority that is not refused decides;
   * an event without one has a NULL customer. The join goes by one number per event, and when it is
   * read Spark moves only the columns that the reader asks for.
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
