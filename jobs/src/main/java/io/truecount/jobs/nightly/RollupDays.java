package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_date;

import io.truecount.config.Interval;
import io.truecount.metric.MetricTables;
import io.truecount.metric.rollup.Rollup;
import io.truecount.model.ModelTables;
import io.truecount.table.DayRanges;
import io.truecount.table.DayRanges.Nulls;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * On which days the rows behind a rollup have changed since the release before, as far as that is
 * known from what the steps before have touched.
 */
final class RollupDays {
  private final RunContext context;

  /** Rows that came or went, by model. */
  private final Map<String, Long> changed = new TreeMap<>();

  private final Map<String, Map<String, DayRanges>> days;
  private final Set<String> staged;

  private RollupDays(RunContext context) {
    this.context = context;
    List<Touched> models =
        context.touches().all().stream()
            .filter(touched -> touched.step().equals(ModelsJob.NAME))
            .toList();
    models.stream()
        .filter(touched -> touched.what() == What.DAYS)
        .forEach(touched -> changed.put(touched.value(), 0L));
    models.stream()
        .filter(touched -> touched.what() == What.ROWS && changed.containsKey(touched.value()))
        .forEach(touched -> changed.put(touched.value(), touched.count().orElseThrow()));
    this.staged = Set.copyOf(context.staging().staged());
    this.days = changed.isEmpty() ? Map.of() : stored(context);
  }

  static RollupDays of(RunContext context) {
    return new RollupDays(context);
  }

  /**
   * Empty when it is not known: the rows come of a table that is computed as a whole, are joined
   * with one that has changed, or have a time that is no column of their table.
   */
  Optional<DayRanges> of(Rollup rollup) {
    List<String> reads = rollup.rows().reads();
    List<String> differing = reads.stream().filter(table -> !isUnchanged(table)).toList();
    if (differing.isEmpty()) {
      return Optional.of(DayRanges.of(List.of(), Nulls.OUTSIDE));
    }
    return source(context, rollup)
        .filter(table -> differing.equals(List.of(table)))
        .flatMap(table -> rollup.timeSql().flatMap(column -> ofColumn(table, column)));
  }

  /** The table whose rows a rollup aggregates. */
  static Optional<String> source(RunContext context, Rollup rollup) {
    return context.project().manifest().models().stream()
        .filter(model -> model.name().equals(rollup.model()))
        .map(model -> model.table().name())
        .findFirst();
  }

  private Optional<DayRanges> ofColumn(String table, String column) {
    return Optional.ofNullable(days.get(table))
        .flatMap(columns -> Optional.ofNullable(columns.get(column)));
  }

  private boolean isUnchanged(String table) {
    return changed.containsKey(table)
        ? changed.getOrDefault(table, 0L) == 0
        : context.project().stored().contains(table)
            && !staged.contains(table)
            && context.isAsBefore(table);
  }

  /** A row for each touched day on the driver. */
  private static Map<String, Map<String, DayRanges>> stored(RunContext context) {
    return context
        .read(ModelTables.touchedDays())
        .select(
            col(ModelTables.MODEL),
            col(ModelTables.COLUMN),
            unix_date(to_date(col(ModelTables.DAY))))
        .collectAsList()
        .stream()
        .collect(
            groupingBy(
                row -> row.getString(0),
                groupingBy(
                    row -> row.getString(1),
                    collectingAndThen(toList(), days -> ranges(days, 2)))));
  }

  /**
   * The days of rows with a time.
   *
   * @param times one column, of timestamps; a row for each day on the driver
   */
  static DayRanges distinct(Dataset<Row> times) {
    Column day = unix_date(to_date(col(MetricTables.PERIOD)));
    return ranges(times.select(day).distinct().collectAsList(), 0);
  }

  private static DayRanges ranges(List<Row> rows, int column) {
    List<Instant> days = new ArrayList<>();
    Nulls nulls = Nulls.OUTSIDE;
    for (Row row : rows) {
      if (row.isNullAt(column)) {
        nulls = Nulls.INSIDE;
      } else {
        days.add(Interval.midnight(LocalDate.ofEpochDay(row.getInt(column))));
      }
    }
    return DayRanges.of(days, nulls);
  }
}
