package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_date;

import io.truecount.config.Interval;
import io.truecount.model.Model;
import io.truecount.model.Model.Materialized;
import io.truecount.model.ModelTables;
import io.truecount.table.DayRanges;
import io.truecount.table.DayRanges.Nulls;
import io.truecount.table.Quoting;
import io.truecount.table.RowChanges;
import io.truecount.table.Slice;
import io.truecount.table.TableDefinition;
import io.truecount.table.TablePart;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * One model brought up to date by the rows of changed events.
 *
 * @param removed how many rows the table has lost
 * @param added how many it has got
 * @param days of the times of these rows
 * @param changes the rows, persisted until this is closed
 */
record ModelUpdate(long removed, long added, List<Day> days, RowChanges changes)
    implements AutoCloseable {
  private static final String REMOVED = "removed";
  private static final String ADDED = "added";

  /**
   * A day of one of the columns; empty for rows without a time there.
   *
   * @param removed how many rows of the day go
   */
  private record Day(String column, Optional<Instant> start, long removed) {}

  /**
   * Stages a model's table, unless no row of it has changed. Nothing is staged of a model that is
   * not stored.
   *
   * @return empty when the table of the release before does not have the rows of the events as they
   *     were; then the model must be computed as a whole
   */
  static Optional<ModelUpdate> of(RunContext context, Model model, ChangedModels.Rows rows) {
    RowChanges lazy =
        rows.gone()
            .map(gone -> RowChanges.between(gone, rows.fresh()))
            .orElseGet(() -> RowChanges.adding(rows.fresh()));
    RowChanges changes = new RowChanges(lazy.rows().persist(StorageLevel.MEMORY_AND_DISK()));
    ModelUpdate update = counted(changes);
    if (model.materialized() == Materialized.TABLE && !update.stage(context, model)) {
      update.close();
      return Optional.empty();
    }
    return Optional.of(update);
  }

  /** One job; as many rows on the driver as there are days. */
  private static ModelUpdate counted(RowChanges changes) {
    List<Column> columns = new ArrayList<>();
    columns.add(day(lit(null).cast(DataTypes.StringType), lit(null).cast(DataTypes.DateType)));
    times(changes.rows().schema())
        .forEach(column -> columns.add(day(lit(column), to_date(Quoting.column(column)))));
    Column removes = col(RowChanges.SIGN).lt(0).cast(DataTypes.LongType);
    Column adds = col(RowChanges.SIGN).gt(0).cast(DataTypes.LongType);
    List<Row> counts =
        changes
            .rows()
            .select(
                explode(array(columns.toArray(Column[]::new))).as("one"),
                removes.as(REMOVED),
                adds.as(ADDED))
            .groupBy("one." + ModelTables.COLUMN, "one." + ModelTables.DAY)
            .agg(sum(REMOVED).as(REMOVED), sum(ADDED).as(ADDED))
            .collectAsList();
    Optional<Row> all = counts.stream().filter(row -> row.isNullAt(0)).findFirst();
    return new ModelUpdate(
        all.map(row -> row.getLong(2)).orElse(0L),
        all.map(row -> row.getLong(3)).orElse(0L),
        counts.stream().filter(row -> !row.isNullAt(0)).map(ModelUpdate::day).toList(),
        changes);
  }

  private static Column day(Column column, Column date) {
    return struct(column.as(ModelTables.COLUMN), unix_date(date).as(ModelTables.DAY));
  }

  private static Day day(Row row) {
    Optional<Instant> start =
        row.isNullAt(1)
            ? Optional.empty()
            : Optional.of(Interval.midnight(LocalDate.ofEpochDay(row.getInt(1))));
    return new Day(row.getString(0), start, row.getLong(2));
  }

  /** Whether the table had every row that it was to lose. */
  private boolean stage(RunContext context, Model model) {
    Dataset<Row> fresh = changes.added();
    TableDefinition table = ModelTables.definition(model, fresh.schema());
    if (removed == 0 && added == 0) {
      context.keep(table);
      return true;
    }
    Dataset<Row> before = context.before(table).orElseThrow();
    if (removed == 0) {
      context.stage(TablePart.of(table, new Slice.AnyOf(List.of()), fresh));
      return true;
    }
    Optional<Slice> slice = slice();
    Dataset<Row> touched =
        slice.map(its -> before.filter(coalesce(its.condition(), lit(false)))).orElse(before);
    context.stage(new TablePart(table, slice, changes.applied(touched)));
    return context.staging().rows(table.name()) == before.count() - removed + added;
  }

  /** The days of the removed rows, by the column with the fewest of them. */
  private Optional<Slice> slice() {
    Map<String, List<Day>> byColumn =
        days.stream()
            .filter(day -> day.removed() > 0)
            .collect(Collectors.groupingBy(Day::column, TreeMap::new, Collectors.toList()));
    return byColumn.entrySet().stream()
        .min(Comparator.comparing(entry -> entry.getValue().size()))
        .map(
            entry -> {
              List<Day> all = entry.getValue();
              boolean nulls = all.stream().anyMatch(day -> day.start().isEmpty());
              return DayRanges.of(
                      all.stream().flatMap(day -> day.start().stream()).toList(),
                      nulls ? Nulls.INSIDE : Nulls.OUTSIDE)
                  .slice(entry.getKey());
            });
  }

  /** The columns whose days are noted. */
  static List<String> times(StructType schema) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.dataType().equals(DataTypes.TimestampType))
        .map(StructField::name)
        .toList();
  }

  /** Rows of {@link ModelTables#touchedDays()}. */
  List<Row> days(String model) {
    return days.stream()
        .map(day -> RowFactory.create(model, day.column(), day.start().orElse(null)))
        .toList();
  }

  /** What was touched, for people and for later steps. */
  List<Touched> touched(Model model) {
    String why = "row by row: %d rows came, %d went".formatted(added, removed);
    long count = days.stream().map(Day::start).distinct().count();
    return List.of(
        Touched.counted(ModelsJob.NAME, What.ROWS, model.name(), added + removed, why),
        Touched.counted(
            ModelsJob.NAME, What.DAYS, model.name(), count, "of rows that came or went"));
  }

  @Override
  public void close() {
    changes.rows().unpersist();
  }
}
