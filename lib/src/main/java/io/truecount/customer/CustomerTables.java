package io.truecount.customer;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.config.CustomersConfig;
import io.truecount.event.EventTables;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** The tables of customers: customers, customer_events. */
public final class CustomerTables {
  public static final String CUSTOMERS = "customers";

  /** The events with the customer that each belongs to: a view, not stored. */
  public static final String CUSTOMER_EVENTS = "customer_events";

  public static final String CUSTOMER_ID = "customer_id";
  public static final String KIND = "kind";
  public static final String KNOWN = "known";
  public static final String ANONYMOUS = "anonymous";
  public static final String IDENTIFIERS = "identifiers";
  public static final String FIRST_SEEN = "first_seen";
  public static final String LAST_SEEN = "last_seen";
  public static final String EVENT_COUNT = "event_count";
  public static final String CREATED_AT = "created_at";

  /** The columns of customers that every project has. */
  static final List<Column> FIXED =
      List.of(
          new Column(CUSTOMER_ID, StringType, "stable id"),
          new Column(KIND, StringType, "known (has a person's identifier) | anonymous"),
          new Column(
              IDENTIFIERS,
              createArrayType(EventTables.IDENTIFIER),
              "all identifiers, normalised, sorted by type and value"),
          new Column(FIRST_SEEN, TimestampType, "earliest event"),
          new Column(LAST_SEEN, TimestampType, "latest event"),
          new Column(EVENT_COUNT, LongType, "events"),
          new Column(CREATED_AT, TimestampType, "as_of of the run that made the id"));

  private CustomerTables() {}

  /**
   * The customers; a trait is NULL when no event has a value of it.
   *
   * @param properties the typed properties that the contracts of all sources declare together
   */
  public static TableDefinition customers(CustomersConfig config, StructType properties) {
    List<Column> columns = new ArrayList<>(FIXED);
    config.traits().stream()
        .filter(
            t ->
                FIXED.stream()
                    .noneMatch(c -> c.name().equals(t.name()))) // reported by Traits.check
        .map(
            t ->
                new Column(
                    t.name(),
                    Traits.type(t, properties),
                    "%s, %s".formatted(t.property(), Traits.words(t))))
        .forEach(columns::add);
    return new TableDefinition(CUSTOMERS, "one customer", List.of(CUSTOMER_ID), columns);
  }

  /** The events with the customer that each belongs to: a view, joined when it is read. */
  public static TableDefinition customerEvents(StructType properties) {
    TableDefinition events = EventTables.events(properties);
    List<Column> columns = new ArrayList<>(events.columns());
    columns.add(
        new Column(
            CUSTOMER_ID,
            StringType,
            "customer; NULL when the event has no identifier that may link, or its device belongs to no"
                + " customer then"));
    return new TableDefinition(CUSTOMER_EVENTS, "one canonical event", events.key(), columns);
  }
}
