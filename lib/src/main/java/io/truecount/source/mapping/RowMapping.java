package io.truecount.source.mapping;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.truecount.config.EventMapping;
import io.truecount.config.PropertyConfig;
import io.truecount.config.PropertyType;
import io.truecount.config.SourceConfig;
import io.truecount.source.record.Reasons;
import io.truecount.source.record.Records;
import io.truecount.source.value.ValueColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes events of the rows of a configured format, by its mapping. */
public final class RowMapping {
  private final SourceConfig source;
  private final EventMapping event;
  private final RowLayout layout;
  private final Dataset<Row> rows;

  /**
   * A mapping of rows of one source.
   *
   * @param rows in the columns of {@link RowLayout#schema}, but for the values, which may have any
   *     type; NULL where the record has none
   */
  public RowMapping(SourceConfig source, Dataset<Row> rows) {
    this.source = source;
    this.event = RowLayout.event(source);
    this.layout = RowLayout.of(source);
    this.rows = rows;
  }

  /** The rows in the columns of {@link Records#schema}. */
  public Dataset<Row> records(StructType properties) {
    Column problem = problem();
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
        coalesce(col(Records.REASON), when(problem.isNotNull(), lit(Reasons.CONTRACT)))
            .as(Records.REASON),
        coalesce(col(Records.DETAIL), problem).as(Records.DETAIL),
        col(Records.RAW),
        identifierPaths().as(Records.IDENTIFIER_PATHS));
  }

  private ValueColumns value(String path) {
    String name = layout.column(path);
    return new ValueColumns(col(name), rows.schema().apply(name).dataType());
  }

  private Column text(String path) {
    return value(path).text();
  }

  private Column time(String path) {
    return value(path).value(PropertyType.TIMESTAMP);
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
    return when(isGiven(value), array(struct(lit(type).as("type"), value.as("value"))))
        .otherwise(none);
  }

  private static Column isGiven(Column value) {
    return length(trim(value)).gt(0);
  }

  private Column identifierPaths() {
    List<String> paths = source.mappedPaths();
    return IntStream.range(0, paths.size())
        .mapToObj(i -> when(isGiven(text(paths.get(i))), lit(1L << i)).otherwise(lit(0L)))
        .reduce(lit(0L), Column::bitwiseOR);
  }

  private Column properties(StructType all) {
    Map<String, Column> own = new HashMap<>();
    source.properties().forEach(p -> own.put(p.name(), value(p).value(p.type())));
    List<Column> fields = new ArrayList<>();
    for (StructField field : all.fields()) {
      Column value = own.getOrDefault(field.name(), lit(null));
      fields.add(value.cast(field.dataType()).as(field.name()));
    }
    return fields.isEmpty()
        ? lit(null).cast(new StructType())
        : struct(fields.toArray(Column[]::new));
  }

  private ValueColumns value(PropertyConfig property) {
    return value(property.path().orElse(property.name()));
  }

  private static Column day() {
    return org.apache.spark.sql.functions.expr("interval 24 hours");
  }

  /** The first thing that keeps the row from being an event; NULL for none. */
  private Column problem() {
    List<Column> all = new ArrayList<>();
    Stream.of(event.time(), event.received())
        .flatMap(Optional::stream)
        .forEach(path -> all.add(misfit(path, value(path), PropertyType.TIMESTAMP)));
    if (event.nameIsColumn()) {
      all.add(when(text(event.name()).isNull(), lit(event.name() + ": no event name")));
    }
    source.properties().forEach(p -> all.add(misfit(p.name(), value(p), p.type())));
    all.add(lit(null).cast(StringType));
    return coalesce(all.toArray(Column[]::new));
  }

  private static Column misfit(String name, ValueColumns value, PropertyType type) {
    return concat(lit(name + ": "), value.text(), lit(" "), value.refusal(type));
  }
}
