package io.truecount.event;

import static org.apache.spark.sql.functions.col;

import io.truecount.config.PropertyConfig;
import io.truecount.config.SourceConfig;
import io.truecount.source.json.Json;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The columns that a source's records have, as far as some of its events show: those that the
 * configuration does not map, and those of the contract's properties that have a value. Nested ones
 * are dotted paths. Cost: {@value #EVENTS} events of the source.
 */
public final class RecordColumns {
  private static final int EVENTS = 1_000;

  /** Suggestions for a misspelt name need no deeper ones. */
  private static final int DEPTH = 4;

  private RecordColumns() {}

  /**
   * Names, sorted.
   *
   * @param events in the shape of {@link EventTables#events}
   */
  public static SortedSet<String> of(Dataset<Row> events, SourceConfig source) {
    SortedSet<String> names = new TreeSet<>();
    events
        .where(col(EventTables.SOURCE).equalTo(source.name()))
        .select(EventTables.EXTRA, EventTables.PROPERTIES, EventTables.TYPE)
        .limit(EVENTS)
        .collectAsList()
        .forEach(
            row -> {
              String home = source.options().unmappedIn(row.getString(2));
              if (!row.isNullAt(0)) {
                add(Json.object(row.getString(0)), home, DEPTH, names);
              }
              if (!row.isNullAt(1)) {
                source
                    .properties()
                    .forEach(property -> add(property, home, row.getStruct(1), names));
              }
            });
    return names;
  }

  private static void add(Map<?, ?> object, String path, int depth, SortedSet<String> names) {
    object.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner && depth > 1) {
            add(inner, path + name + ".", depth - 1, names);
          } else if (value != null) {
            names.add(path + name);
          }
        });
  }

  private static void add(
      PropertyConfig property, String home, Row properties, SortedSet<String> names) {
    if (!properties.isNullAt(properties.fieldIndex(property.name()))) {
      names.add(property.path().orElse(home + property.name()));
    }
  }
}
