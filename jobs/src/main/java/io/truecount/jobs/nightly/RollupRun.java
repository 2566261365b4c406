package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.truecount.metric.MetricTables;
import io.truecount.metric.ids.IdNumbers;
import io.truecount.metric.ids.IdSets;
import io.truecount.metric.rollup.Rollup;
import io.truecount.metric.rollup.RollupState;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.table.DayRanges;
import io.truecount.table.Quoting;
import io.truecount.table.Release;
import io.truecount.table.Slice;
import io.truecount.table.TableDefinition;
import io.truecount.table.TablePart;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Brings the stored rollups up to date: the days that have changed since the release before are
 * aggregated again, all others are kept. Then every rollup is a view for the queries.
 */
final class RollupRun {
  /** What the step goes by besides the rollups, for people. */
  static final String DEFINITIONS = "Truecount";

  private static final TableDefinition TABLE = MetricTables.rollups();

  private final RunContext context;
  private final SparkSession spark;
  private final Basis basis;
  private final Set<String> known;
  private final RollupDays days;

  private RollupRun(RunContext context) {
    this.context = context;
    this.spark = context.spark();
    this.basis =
        Basis.of(
            context,
            MetricsJob.NAME,
            List.of(ModelsJob.NAME),
            context.run().codeVersion(),
            DEFINITIONS);
    this.known = basis.match(all -> Set.of(), since -> known(context));
    this.days = RollupDays.of(context);
  }

  /**
   * Rows of a rollup that must be aggregated.
   *
   * @param days whose rows they are; empty for all days
   */
  private record Changed(Rollup rollup, Dataset<Row> rows, Optional<DayRanges> days) {
    boolean isNone() {
      return days.filter(DayRanges::isEmpty).isPresent();
    }
  }

  /** Stages the tables {@code metric_rollups} and {@code metric_ids}; registers the views. */
  static void update(RunContext context, List<Rollup> rollups) {
    IdSets.register(context.spark());
    new RollupRun(context).update(rollups);
  }

  /** The rollups of the release before. */
  static Set<String> known(RunContext context) {
    Optional<Release> base = context.releases().base(context.run().id());
    Set<String> known = new TreeSet<>();
    base.map(context.touches()::of).orElseGet(List::of).stream()
        .filter(touched -> touched.step().equals(MetricsJob.NAME))
        .filter(touched -> touched.what() == What.TABLE_DEFINITION)
        .filter(touched -> touched.value().startsWith(TABLE.name() + " "))
        .forEach(touched -> known.add(touched.value().substring(TABLE.name().length() + 1)));
    return known;
  }

  private void update(List<Rollup> rollups) {
    List<Changed> changed = rollups.stream().map(this::changed).toList();
    Dataset<Row> ids = ids(changed.stream().filter(one -> !one.isNone()).toList());
    Map<Rollup, StructType> schemas = new LinkedHashMap<>();
    List<Dataset<Row>> rows = new ArrayList<>();
    for (Changed one : changed) {
      Dataset<Row> partials = partials(one, ids);
      schemas.put(one.rollup(), partials.schema());
      if (!one.isNone()) {
        rows.add(RollupState.stored(one.rollup(), partials));
      }
    }
    stage(changed, rows.stream().reduce(Dataset::unionByName));
    note(changed);
    Dataset<Row> stored = context.staging().read(TABLE.name());
    schemas.forEach(
        (rollup, schema) ->
            RollupState.typed(rollup, stored, schema).createOrReplaceTempView(rollup.name()));
  }

  private void stage(List<Changed> changed, Optional<Dataset<Row>> rows) {
    Dataset<Row> fresh = rows.orElseGet(() -> TABLE.empty(spark));
    if (known.isEmpty()) {
      context.staging().overwrite(TABLE, fresh);
      return;
    }
    List<Slice> slices = slices(changed);
    if (slices.isEmpty() && rows.isEmpty()) {
      context.keep(TABLE);
    } else {
      context.stage(TablePart.of(TABLE, new Slice.AnyOf(slices), fresh));
    }
  }

  /** The rows of rollups that are gone, and the days that are aggregated again. */
  private List<Slice> slices(List<Changed> changed) {
    Set<String> gone = new TreeSet<>(known);
    changed.forEach(one -> gone.remove(one.rollup().hash()));
    List<Slice> slices = new ArrayList<>();
    gone.forEach(hash -> slices.add(new Slice.Equal(MetricTables.ROLLUP, hash)));
    for (Changed one : changed) {
      Slice its = new Slice.Equal(MetricTables.ROLLUP, one.rollup().hash());
      if (!one.isNone()) {
        one.days()
            .ifPresent(
                all -> slices.add(new Slice.AllOf(List.of(its, all.slice(MetricTables.PERIOD)))));
      }
    }
    return slices;
  }

  private Changed changed(Rollup rollup) {
    if (!known.contains(rollup.hash())) {
      return new Changed(rollup, rows(rollup), Optional.empty());
    }
    Optional<DayRanges> touched = days.of(rollup);
    if (touched.isPresent()) {
      return new Changed(rollup, rows(rollup, touched.get()), touched);
    }
    Dataset<Row> rows = rows(rollup);
    Dataset<Row> before =
        context
            .before(TABLE)
            .orElseGet(() -> TABLE.empty(spark))
            .filter(col(MetricTables.ROLLUP).equalTo(lit(rollup.hash())));
    DayRanges found = RollupDays.distinct(RollupState.touched(rollup, rows, before));
    return new Changed(
        rollup,
        rows.filter(coalesce(found.contain(col(rollup.time())), lit(false))),
        Optional.of(found));
  }

  private Dataset<Row> rows(Rollup rollup) {
    return RollupState.printed(spark.sql(rollup.rows().sql(Dialect.SPARK, TableNames.bare())));
  }

  private Dataset<Row> rows(Rollup rollup, DayRanges days) {
    Optional<String> table =
        RollupDays.source(context, rollup)
            .filter(name -> !days.isEmpty() && context.staging().exists(name));
    return table.isPresent() && rollup.timeSql().isPresent()
        ? rows(rollup, days, table.get(), Quoting.column(rollup.timeSql().get()))
        : rows(rollup).filter(coalesce(days.contain(col(rollup.time())), lit(false)));
  }

  /** Reads only those files of the model's table that have rows of the days. */
  private Dataset<Row> rows(Rollup rollup, DayRanges days, String table, Column time) {
    Dataset<Row> all = context.staging().read(table);
    all.filter(days.contain(time)).createOrReplaceTempView(table);
    Dataset<Row> rows = rows(rollup);
    all.createOrReplaceTempView(table);
    return rows;
  }

  /** The numbers of all values that are counted distinct. */
  private Dataset<Row> ids(List<Changed> changed) {
    TableDefinition table = MetricTables.ids();
    Dataset<Row> known = context.before(table).orElseGet(() -> table.empty(spark));
    List<Dataset<Row>> unknown = new ArrayList<>();
    for (Changed one : changed) {
      List<String> texts = IdNumbers.texts(one.rows(), one.rollup().ids());
      if (!texts.isEmpty()) {
        unknown.add(IdNumbers.unknown(one.rows(), texts, known));
      }
    }
    if (unknown.isEmpty()) {
      context.keep(table);
      return known;
    }
    Dataset<Row> keys = unknown.stream().reduce(Dataset::unionByName).orElseThrow().distinct();
    context.stage(TablePart.of(table, new Slice.AnyOf(List.of()), IdNumbers.numbers(known, keys)));
    return context.staging().read(table.name());
  }

  private Dataset<Row> partials(Changed one, Dataset<Row> ids) {
    Rollup rollup = one.rollup();
    IdNumbers.numbered(one.rows(), rollup.ids(), ids).createOrReplaceTempView(rollup.rowsView());
    return spark.sql(rollup.partials(RollupState.PRINTS).sql(Dialect.SPARK, TableNames.bare()));
  }

  private void note(List<Changed> changed) {
    List<Touched> touched = new ArrayList<>();
    touched.addAll(basis.noted(MetricsJob.NAME, context.run().codeVersion()));
    for (Changed one : changed) {
      touched.add(Touched.definition(MetricsJob.NAME, TABLE.name(), one.rollup().hash()));
      if (!one.isNone()) {
        touched.add(touched(one));
      }
    }
    context.touches().note(MetricsJob.NAME, touched);
  }

  private static Touched touched(Changed changed) {
    return changed
        .days()
        .map(
            days ->
                Touched.counted(
                    MetricsJob.NAME,
                    What.DAYS,
                    changed.rollup().model(),
                    days.count(),
                    "rows of these days came, went or changed"))
        .orElseGet(() -> all(changed.rollup()));
  }

  /** A rollup that the release before does not have. */
  static Touched all(Rollup rollup) {
    return new Touched(
        MetricsJob.NAME,
        What.DAYS,
        rollup.model(),
        OptionalLong.empty(),
        "all: the rollup is new, or its definition has changed");
  }
}
