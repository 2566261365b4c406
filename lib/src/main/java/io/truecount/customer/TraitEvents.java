package io.truecount.customer;

import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.IDENTIFIERS;
import static io.truecount.event.EventTables.LOADED_AT;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.PROPERTIES;
import static io.truecount.event.EventTables.SOURCE;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import com.google.common.hash.Hashing;
import io.truecount.config.CustomersConfig;
import io.truecount.config.CustomersConfig.Trait;
import io.truecount.event.EventTables;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What traits are computed from: of each event with a value of some trait these properties, its
 * order and its list of identifiers. They are stored for the same load times as events, so that a
 * night reads the events of its own loads only. Who an event belongs to is joined when they are
 * read: a merge, a split or another validity of a device needs no event.
 *
 * <pre>
 *   events         event_id | identifiers | properties           with the trait city
 *                  1        | [a1, u1]    | city Bonn, price 3
 *                  2        | [a1, u1]    | price 4
 *                  3        | []          | city Ulm
 *   trait_events   event_id | identifiers_hash | properties
 *                  1        | hash of [a1, u1] | city Bonn
 * </pre>
 */
public final class TraitEvents {
  public static final String TRAIT_EVENTS = "trait_events";

  /** Raised when the same traits are computed from other rows. */
  private static final int VERSION = 1;

  private TraitEvents() {}

  /**
   * The table. The key of an event is not checked again.
   *
   * @param properties the typed properties that the contracts of all sources declare together
   */
  public static TableDefinition table(CustomersConfig config, StructType properties) {
    return new TableDefinition(
        TRAIT_EVENTS,
        "one event that has a value of some trait, and an identifier",
        List.of(),
        List.of(
            new Column(LOADED_AT, TimestampType, "load time of the event"),
            new Column(SOURCE, StringType, "source as configured"),
            new Column(EVENT_ID, StringType, "id of the event, unique with its source")
                .withoutRange(),
            new Column(OCCURRED_AT, TimestampType, "time of the event"),
            new Column(IDENTIFIERS_HASH, LongType, "xxhash64(events.identifiers)").withoutRange(),
            new Column(
                PROPERTIES, used(config, properties), "the properties that traits are made of")));
  }

  /**
   * The trait events of some events. Lazy; cost: one pass over the columns named here.
   *
   * @param events in the shape of {@link EventTables#events}
   * @param config with at least one trait
   */
  public static Dataset<Row> of(Dataset<Row> events, CustomersConfig config) {
    StructType properties = (StructType) events.schema().apply(PROPERTIES).dataType();
    org.apache.spark.sql.Column[] values =
        names(config, properties).stream()
            .map(name -> col(PROPERTIES).getField(name).as(name))
            .toArray(org.apache.spark.sql.Column[]::new);
    return table(config, properties)
        .select(
            events
                .where(Traits.anyGiven(config.traits()).and(size(col(IDENTIFIERS)).gt(0)))
                .withColumn(IDENTIFIERS_HASH, xxhash64(col(IDENTIFIERS)))
                .withColumn(PROPERTIES, when(lit(true), struct(values))));
  }

  /**
   * A hash of all that trait events, customers and their history follow from, besides rows.
   *
   * @param customers the table of customers, with the traits that are metrics
   */
  public static String definition(
      CustomersConfig config, TableDefinition customers, String codeVersion) {
    List<String> parts = new ArrayList<>();
    parts.add("traits %d of %s".formatted(VERSION, codeVersion));
    customers
        .columns()
        .forEach(column -> parts.add(column.name() + " " + column.type().catalogString()));
    for (Trait trait : config.traits()) {
      parts.add(
          "trait %s %s %s %s %s"
              .formatted(
                  trait.name(),
                  trait.property(),
                  trait.rule(),
                  String.join(",", trait.sources()),
                  trait.history()));
    }
    return Hashing.sha256().hashString(String.join("\n", parts), UTF_8).toString();
  }

  /** In the order in which they are declared. */
  private static List<String> names(CustomersConfig config, StructType properties) {
    List<String> used = config.traits().stream().map(Trait::property).toList();
    return List.of(properties.fieldNames()).stream().filter(used::contains).toList();
  }

  private static StructType used(CustomersConfig config, StructType properties) {
    StructType used = new StructType();
    for (String name : names(config, properties)) {
      used = used.add(properties.apply(name));
    }
    return used;
  }
}
