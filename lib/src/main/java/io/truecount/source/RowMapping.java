package io.truecount.source;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.config.EventMapping;
import io.truecount.config.PropertyConfig;
import io.truecount.config.PropertyType;
import io.truecount.config.SourceConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes events of the rows of a configured format, by its mapping. */
final class RowMapping {
  private final SourceConfig source;
  private final EventMapping event;
  private final Function<String, Column> value;
  private final Set<String> times;
  private final Map<String, Column> problems = new HashMap<>();

  /**
   * A mapping of one source.
   *
   * @param value the column of a path of the record, of any type; NULL where the record has none
   * @param times the paths whose columns are timestamps, which nobody has to read as text
   */
  RowMapping(SourceConfig source, Function<String, Column> value, Set<String> times) {
    this.source = source;
    this.event = RowLayout.event(source);
    this.value = value;
    this.times = times;
  }

  /**
   * Rows in the columns of {@link RowLayout#schema}, but for the values, to {@link Records#schema}.
   */
  Dataset<Row> records(Dataset<Row> rows, StructType properties) {
    Column received = event.received().map(this::time).orElse(col(Records.LOADED_AT));
    received = coalesce(received, col(Records.LOADED_AT));
    Column occurred = coalesce(event.time().map(this::time).orElse(received), received);
    Column skewed = occurred.gt(received.plus(day()));
    Column id = event.id().map(this::text).orElse(lit(null).cast(StringType));
    Column hasId = id.isNotNull().and(length(id).gt(0));
    return rows.select(
        lit(source.name()).as(Records.SOURCE),
        when(hasId, id).otherwise(col(RowLayout.CONTENT)).as(Records.EVENT_ID),
        when(hasId, lit(Records.NATIVE)).otherwise(lit(Records.FINGERPRINT)).as(Records.ID_ORIGIN),
        lit(event.type().name().toLowerCase(Locale.ROOT)).as(Records.TYPE),
        (event.nameIsColumn() ? text(event.name()) : lit(event.name())).as(Records.NAME),
        when(skewed, received).otherwise(occurred).as(Records.OCCURRED_AT),
        received.as(Records.RECEIVED_AT),
        col(Records.LOADED_AT),
        identifiers().as(Records.IDENTIFIERS),
        properties(properties).as(Records.PROPERTIES),
        col(Records.EXTRA),
        lit(null).cast(Records.CONTEXT_TYPE).as(Records.CONTEXT),
        lit(null).cast(DataTypes.createMapType(StringType, BooleanType)).as(Records.CONSENT),
        skewed.as(Records.CLOCK_SKEWED),
        col(Records.PAYLOAD_HASH),
        col(Records.FILE),
        col(Records.POSITION),
        coalesce(col(Records.REASON), when(problem().isNotNull(), lit(Reasons.CONTRACT)))
            .as(Records.REASON),
        coalesce(col(Records.DETAIL), problem()).as(Records.DETAIL),
        col(Records.RAW));
  }

  private Column text(String path) {
    return value.apply(path).cast(StringType);
  }

  /** Made of pieces: Spark generates code for that, where it interprets a filter. */
  private Column identifiers() {
    Column none = array().cast(DataTypes.createArrayType(Records.IDENTIFIER, false));
    List<Column> given = new ArrayList<>(List.of(none));
    source
        .identifiers()
        .forEach(
            (type, paths) -> paths.forEach(path -> given.add(identifier(type, text(path), none))));
    Column all = concat(given.toArray(Column[]::new));
    boolean mayRepeat = source.identifiers().values().stream().anyMatch(paths -> paths.size() > 1);
    return mayRepeat ? array_distinct(all) : all;
  }

  /** Blank is no value. */
  private static Column identifier(String type, Column value, Column none) {
    return when(length(trim(value)).gt(0), array(struct(lit(type).as("type"), value.as("value"))))
        .otherwise(none);
  }

  private Column properties(StructType all) {
    Map<String, Column> own = new HashMap<>();
    source.properties().forEach(p -> own.put(p.name(), typed(p)));
    List<Column> fields = new ArrayList<>();
    for (StructField field : all.fields()) {
      Column value = own.getOrDefault(field.name(), lit(null));
      fields.add(value.cast(field.dataType()).as(field.name()));
    }
    return fields.isEmpty()
        ? lit(null).cast(new StructType())
        : struct(fields.toArray(Column[]::new));
  }

  private Column typed(PropertyConfig property) {
    String path = property.path().orElse(property.name());
    Column given = value.apply(path);
    return switch (property.type()) {
      case STRING -> given.cast(StringType);
      case LONG -> given.try_cast(LongType);
      case BOOLEAN -> given.try_cast(BooleanType);
      case TIMESTAMP -> time(path);
      case DOUBLE -> finite(given.try_cast(DoubleType));
      case DECIMAL -> given.try_cast(property.type().dataType());
    };
  }

  private static Column finite(Column number) {
    Column infinite = number.isin(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    return when(isnan(number).or(infinite), lit(null)).otherwise(number);
  }

  private Column time(String path) {
    Column given = value.apply(path);
    return times.contains(path) ? given : time(given);
  }

  private static Column time(Column given) {
    Column text = given.cast(StringType);
    return when(text.rlike("^\\d{10}$"), timestamp_seconds(text.cast(LongType)))
        .when(text.rlike("^\\d{13}$"), timestamp_millis(text.cast(LongType)))
        // Spark would read "12:30" as today's, whichever day that is
        .when(text.rlike("^[+-]?\\d{4,6}-\\d"), text.try_cast(TimestampType));
  }

  private static Column day() {
    return org.apache.spark.sql.functions.expr("interval 24 hours");
  }

  /** The first thing that keeps the row from being an event; NULL for none. */
  private Column problem() {
    return problems.computeIfAbsent("", unused -> firstProblem());
  }

  private Column firstProblem() {
    List<Column> all = new ArrayList<>();
    Stream.of(event.time(), event.received())
        .flatMap(Optional::stream)
        .forEach(path -> all.add(misfit(path, value.apply(path), time(path), "time")));
    if (event.nameIsColumn()) {
      all.add(when(text(event.name()).isNull(), lit(event.name() + ": no event name")));
    }
    for (PropertyConfig property : source.properties()) {
      if (property.type() != PropertyType.STRING) {
        String kind = property.type().name().toLowerCase(Locale.ROOT);
        Column given = value.apply(property.path().orElse(property.name()));
        all.add(misfit(property.name(), given, typed(property), kind));
      }
    }
    all.add(lit(null).cast(StringType));
    return coalesce(all.toArray(Column[]::new));
  }

  private static Column misfit(String name, Column given, Column typed, String kind) {
    Column text = given.cast(StringType);
    return when(
        typed.isNull().and(length(trim(text)).gt(0)),
        concat(lit(name + ": "), text, lit(" is no " + kind)));
  }
}
