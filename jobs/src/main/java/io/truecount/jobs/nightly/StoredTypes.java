package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.truecount.config.Interval;
import io.truecount.config.PropertyConfig;
import io.truecount.config.PropertyType;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.event.EventTables;
import io.truecount.table.Slice;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Finds properties whose declared type the stored events cannot take, before a run does any work. A
 * number becomes another kind of number, and anything becomes a string; the run then writes all
 * events once more. Other types, and numbers that are too large, need the events loaded again:
 * where the run does that, no stored value has to be converted.
 */
final class StoredTypes {
  private final Dataset<Row> kept;
  private final Interval interval;
  private final Problems problems = new Problems();

  private StoredTypes(Dataset<Row> kept, Interval interval) {
    this.kept = kept;
    this.interval = interval;
  }

  /**
   * Checks the declared properties against the published events. Cost: one pass over the events for
   * a property whose type has changed, nothing otherwise.
   *
   * @throws io.truecount.error.TruecountException invalid, with every property at fault
   */
  static void check(RunContext context) {
    if (!context.store().exists(EventTables.EVENTS)) {
      return;
    }
    Dataset<Row> events = context.store().read(EventTables.EVENTS);
    Interval interval = context.run().interval();
    Slice loaded = EventTables.loadedIn(interval);
    StoredTypes check = new StoredTypes(events.filter(not(loaded.condition())), interval);
    StructType stored = (StructType) events.schema().apply(EventTables.PROPERTIES).dataType();
    declared(context)
        .forEach(
            (name, property) ->
                Arrays.stream(stored.fields())
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .forEach(field -> check.property(property, field)));
    check.problems.throwIfAny();
  }

  private static Map<String, PropertyConfig> declared(RunContext context) {
    Map<String, PropertyConfig> declared = new TreeMap<>();
    context.config().sources().stream()
        .flatMap(source -> source.properties().stream())
        .forEach(property -> declared.putIfAbsent(property.name(), property));
    return declared;
  }

  private void property(PropertyConfig property, StructField stored) {
    DataType declared = property.type().dataType();
    if (stored.dataType().equals(declared)) {
      return;
    }
    Column value = col(EventTables.PROPERTIES).getField(stored.name());
    Column lost = value.isNotNull();
    if (converts(stored.dataType(), declared)) {
      lost = lost.and(value.try_cast(declared).isNull());
    }
    Row first =
        kept.filter(lost).agg(org.apache.spark.sql.functions.min(EventTables.LOADED_AT)).head();
    if (!first.isNullAt(0)) {
      problems.add(problem(property, stored.dataType(), first.getTimestamp(0).toInstant()));
    }
  }

  private static boolean converts(DataType from, DataType to) {
    return to.equals(DataTypes.StringType) || (isNumber(from) && isWide(to));
  }

  private static boolean isNumber(DataType type) {
    return type.equals(DataTypes.LongType) || isWide(type);
  }

  private static boolean isWide(DataType type) {
    return type.equals(DataTypes.DoubleType) || type instanceof DecimalType;
  }

  private Problem problem(PropertyConfig property, DataType stored, Instant first) {
    return new Problem(
        "property %s is declared %s, but events loaded since %s are stored with values of type %s that are none"
            .formatted(property.name(), word(property.type()), first, word(stored)),
        property.where(),
        "events would lose these values",
        "load these events again, from then to the end of this run: --interval %s/%s; or keep the type, and give the new one a name of its own (and path = %s)"
            .formatted(
                first.isBefore(interval.start()) ? first : interval.start(),
                interval.end(),
                property.path().orElse(property.name())));
  }

  /** A type as contracts spell it. */
  private static String word(DataType type) {
    Optional<PropertyType> known =
        Arrays.stream(PropertyType.values()).filter(t -> t.dataType().equals(type)).findFirst();
    return known.map(StoredTypes::word).orElse(type.simpleString());
  }

  private static String word(PropertyType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
