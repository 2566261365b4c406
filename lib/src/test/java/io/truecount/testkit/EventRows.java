package io.truecount.testkit;

import io.truecount.event.EventTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Canonical events written as a table: one line an event. */
public final class EventRows {
  private final StructType properties;
  private final StructType schema;
  private final List<Row> rows = new ArrayList<>();

  public EventRows(StructType properties) {
    this.properties = properties;
    this.schema = EventTables.events(properties).schema();
  }

  /** Events without properties. */
  public EventRows() {
    this(new StructType());
  }

  /**
   * Adds an event; its id is its position.
   *
   * @param identifiers {@code type=value} with commas between them
   * @param values of the properties, in their order
   */
  public EventRows add(
      String source, String name, String occurredAt, String identifiers, Object... values) {
    Map<String, Object> fields = new HashMap<>();
    fields.put(EventTables.SOURCE, source);
    fields.put(EventTables.EVENT_ID, "e%03d".formatted(rows.size()));
    fields.put(EventTables.NAME, name);
    fields.put(EventTables.OCCURRED_AT, Instant.parse(occurredAt));
    fields.put(EventTables.IDENTIFIERS, identifiers(identifiers));
    fields.put(
        EventTables.PROPERTIES,
        RowFactory.create(Arrays.copyOf(values, properties.size(), Object[].class)));
    rows.add(RowFactory.create(Arrays.stream(schema.fieldNames()).map(fields::get).toArray()));
    return this;
  }

  public Dataset<Row> dataset() {
    return SharedSpark.session().createDataFrame(rows, schema);
  }

  /** The same events in another order and other partitions. */
  public Dataset<Row> shuffled(long seed, int partitions) {
    List<Row> other = new ArrayList<>(rows);
    Collections.shuffle(other, new Random(seed));
    return SharedSpark.session().createDataFrame(other, schema).repartition(partitions);
  }

  /** The events from {@code from} up to, not with, {@code to}. */
  public Dataset<Row> slice(int from, int to) {
    return SharedSpark.session().createDataFrame(rows.subList(from, to), schema);
  }

  public int size() {
    return rows.size();
  }

  private static List<Row> identifiers(String text) {
    return Stream.of(text.split(","))
        .filter(i -> !i.isEmpty())
        .map(i -> i.split("=", 2))
        .map(i -> RowFactory.create(i[0], i[1]))
        .toList();
  }
}
