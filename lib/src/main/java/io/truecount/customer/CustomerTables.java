package io.truecount.customer;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.config.CustomersConfig;
import io.truecount.config.CustomersConfig.Trait;
import io.truecount.event.EventTables;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/** The tables of customers: customers, customers_history, customer_events. */
public final class CustomerTables {
  public static final String CUSTOMERS = "customers";

  /** The events with the customer that each belongs to: a view, not stored. */
  public static final String CUSTOMER_EVENTS = "customer_events";

  public static final String CUSTOMERS_HISTORY = "customers_history";

  public static final String CUSTOMER_ID = "customer_id";
  public static final String KIND = "kind";
  public static final String KNOWN = "known";
  public static final String ANONYMOUS = "anonymous";
  public static final String IDENTIFIERS = "identifiers";
  public static final String FIRST_SEEN = "first_seen";
  public static final String LAST_SEEN = "last_seen";
  public static final String EVENT_COUNT = "event_count";
  public static final String CREATED_AT = "created_at";
  public static final String VALID_FROM = "valid_from";
  public static final String VALID_TO = "valid_to";
  public static final String IS_CURRENT = "is_current";

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

  /** The columns of customers_history that every project has, besides the customer's id. */
  static final List<Column> VALIDITY =
      List.of(
          new Column(
              VALID_FROM,
              TimestampType,
              "occurred_at of the event that gave these values; the first of a customer's rows"
                  + " begins with its first value"),
          new Column(
              VALID_TO, TimestampType, "valid_from of the customer's next row; NULL for no end"),
          new Column(IS_CURRENT, BooleanType, "the customer's last row: valid_to is NULL"));

  private CustomerTables() {}

  /**
   * The customers; a trait is NULL when no event has a value of it.
   *
   * @param properties the typed properties that the contracts of all sources declare together
   */
  public static TableDefinition customers(CustomersConfig config, StructType properties) {
    List<Column> columns = new ArrayList<>(FIXED);
    addTraits(config.traits(), FIXED, properties, columns);
    return new TableDefinition(CUSTOMERS, "one customer", List.of(CUSTOMER_ID), columns);
  }

  /**
   * The values of the traits with a history, over time: half-open times that do not overlap, by the
   * occurred_at of events. A project without such traits does not have the table.
   *
   * @param properties the typed properties that the contracts of all sources declare together
   */
  public static TableDefinition customersHistory(CustomersConfig config, StructType properties) {
    List<Column> columns = new ArrayList<>(List.of(FIXED.get(0)));
    List<Column> taken = Stream.concat(FIXED.stream(), VALIDITY.stream()).toList();
    addTraits(config.history(), taken, properties, columns);
    columns.addAll(VALIDITY);
    return new TableDefinition(
        CUSTOMERS_HISTORY,
        "one customer while the traits with a history keep their values",
        List.of(CUSTOMER_ID, VALID_FROM),
        columns);
  }

  /** A trait that has the name of another column is reported by {@link Traits#check}. */
  private static void addTraits(
      List<Trait> traits, List<Column> taken, StructType properties, List<Column> columns) {
    traits.stream()
        .filter(t -> taken.stream().noneMatch(c -> c.name().equals(t.name())))
        .map(
            t ->
                new Column(
                    t.name(),
                    Traits.type(t, properties),
                    "%s, %s".formatted(t.property(), Traits.words(t))))
        .forEach(columns::add);
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
