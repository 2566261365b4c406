package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.truecount.metric.MetricTables;
import io.truecount.metric.ids.IdNumbers;
import io.truecount.metric.ids.IdSets;
import io.truecount.metric.rollup.Rollup;
import io.truecount.metric.rollup.RollupState;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Brings the stored rollups up to date: the periods that have changed since the release before are
 * aggregated again, all others are kept. Then every rollup is a view for the queries.
 */
final class RollupRun {
  private final RunContext context;
  private final SparkSession spark;
  private final Dataset<Row> before;

  private RollupRun(RunContext context) {
    this.context = context;
    this.spark = context.spark();
    this.before = before(context, MetricTables.rollups());
  }

  /** Rows of a rollup that must be aggregated, and the state that stays. */
  private record Changed(Rollup rollup, Dataset<Row> rows, Dataset<Row> kept) {}

  /** Stages the tables {@code metric_rollups} and {@code metric_ids}; registers the views. */
  static void update(RunContext context, List<Rollup> rollups) {
    IdSets.register(context.spark());
    new RollupRun(context).update(rollups);
  }

  private void update(List<Rollup> rollups) {
    List<Changed> changed = rollups.stream().map(this::changed).toList();
    Dataset<Row> ids = ids(changed);
    Map<Rollup, StructType> schemas = new LinkedHashMap<>();
    Optional<Dataset<Row>> state = Optional.empty();
    for (Changed one : changed) {
      Dataset<Row> partials = partials(one, ids);
      schemas.put(one.rollup(), partials.schema());
      Dataset<Row> rows = one.kept().unionByName(RollupState.stored(one.rollup(), partials));
      state = Optional.of(state.map(s -> s.unionByName(rows)).orElse(rows));
    }
    TableDefinition table = MetricTables.rollups();
    context.staging().overwrite(table, state.orElseGet(() -> table.empty(spark)));
    Dataset<Row> stored = context.staging().read(table.name());
    schemas.forEach(
        (rollup, schema) ->
            RollupState.typed(rollup, stored, schema).createOrReplaceTempView(rollup.name()));
  }

  private Changed changed(Rollup rollup) {
    Dataset<Row> rows =
        RollupState.printed(spark.sql(rollup.rows().sql(Dialect.SPARK, TableNames.bare())));
    Dataset<Row> mine = before.filter(col(MetricTables.ROLLUP).equalTo(lit(rollup.hash())));
    if (mine.isEmpty()) {
      return new Changed(rollup, rows, mine);
    }
    Dataset<Row> touched = RollupState.touched(rollup, rows, mine).localCheckpoint();
    return new Changed(
        rollup,
        RollupState.during(rows, rollup.time(), touched, "left_semi"),
        RollupState.during(mine, MetricTables.PERIOD, touched, "left_anti"));
  }

  /** The numbers of all values that are counted distinct. */
  private Dataset<Row> ids(List<Changed> changed) {
    TableDefinition table = MetricTables.ids();
    Dataset<Row> known = before(context, table);
    List<Dataset<Row>> unknown = new ArrayList<>();
    for (Changed one : changed) {
      List<String> texts = IdNumbers.texts(one.rows(), one.rollup().ids());
      if (!texts.isEmpty()) {
        unknown.add(IdNumbers.unknown(one.rows(), texts, known));
      }
    }
    if (unknown.isEmpty()) {
      return known;
    }
    Dataset<Row> keys = unknown.stream().reduce(Dataset::unionByName).orElseThrow().distinct();
    context.staging().overwrite(table, IdNumbers.extended(known, keys));
    return context.staging().read(table.name());
  }

  private Dataset<Row> partials(Changed one, Dataset<Row> ids) {
    Rollup rollup = one.rollup();
    IdNumbers.numbered(one.rows(), rollup.ids(), ids).createOrReplaceTempView(rollup.rowsView());
    return spark.sql(rollup.partials(RollupState.PRINTS).sql(Dialect.SPARK, TableNames.bare()));
  }

  private static Dataset<Row> before(RunContext context, TableDefinition table) {
    return context.before(table).orElseGet(() -> table.empty(context.spark()));
  }
}
