package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.col;

import io.truecount.audience.AudiencePlanner;
import io.truecount.audience.AudienceTables;
import io.truecount.config.ChecksConfig;
import io.truecount.metric.CustomerEventsSql;
import io.truecount.metric.MetricTables;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.quality.CheckResult;
import io.truecount.quality.DuckDb;
import io.truecount.quality.Parity;
import io.truecount.table.ParquetFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;

/** Counts each configured headline number three ways: metric, audience, and a second engine. */
final class Parities {
  private Parities() {}

  static List<CheckResult> check(RunContext context) {
    List<CheckResult> results = new ArrayList<>();
    for (ChecksConfig.Parity config : context.config().checks().parity()) {
      Parity parity =
          new Parity(
              config.name(),
              metric(context, config.metric()),
              members(context, config.audience()),
              duckdb(context, config));
      results.add(parity.check(config.severity()));
    }
    return results;
  }

  private static double metric(RunContext context, String name) {
    List<Row> rows =
        context
            .staging()
            .read(MetricTables.metrics().name())
            .filter(col(MetricTables.METRIC).equalTo(name))
            .filter(col(MetricTables.GRAIN).equalTo(MetricTables.ALL))
            .select(MetricTables.VALUE)
            .collectAsList();
    return rows.isEmpty() || rows.get(0).isNullAt(0) ? 0 : rows.get(0).getDouble(0);
  }

  private static double members(RunContext context, String audience) {
    return context
        .staging()
        .read(AudienceTables.members().name())
        .filter(col("audience").equalTo(audience).and(col("left_at").isNull()))
        .count();
  }

  /**
   * The definition itself, evaluated on the same files by an engine that shares no code: that of
   * the audience, or that of a metric that an audience of another name is compared with.
   */
  private static OptionalDouble duckdb(RunContext context, ChecksConfig.Parity config) {
    Planner planner = context.project().planner();
    if (config.metric().equals(config.audience())) {
      Plan plan =
          AudiencePlanner.plan(
              context.project().audience(config.audience()).stream().toList(),
              context.project().audiences(),
              planner,
              context.run().asOf());
      String name = Dialect.DUCKDB.identifier(config.audience());
      return duckdb(
          context,
          plan,
          flags -> "SELECT count_if(%s) AS %s FROM (%s) AS flags".formatted(name, name, flags),
          config.audience());
    }
    Plan plan =
        planner.plan(MetricQueries.query(List.of(config.metric()), List.of(), planner.manifest()));
    return duckdb(context, plan, values -> values, config.metric());
  }

  /**
   * The number in a column of a query over the rows of a plan.
   *
   * @param query from the SQL of the plan to that of the query
   */
  private static OptionalDouble duckdb(
      RunContext context, Plan plan, UnaryOperator<String> query, String column) {
    Map<String, String> tables = new TreeMap<>();
    for (String table : CustomerEventsSql.stored(plan.tables())) {
      List<String> files = context.staging().dataFiles(table);
      if (!DuckDb.canRead(files)) {
        return OptionalDouble.empty();
      }
      tables.put(table, ParquetFiles.duckDb(files, context.staging().read(table).schema()));
    }
    try (DuckDb engine = DuckDb.over(tables)) {
      String sql = plan.sql(Dialect.DUCKDB, CustomerEventsSql.over(TableNames.bare()));
      return OptionalDouble.of(engine.number(query.apply(sql), column));
    }
  }
}
