package io.truecount.jobs;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_timestamp;

import io.truecount.error.TruecountException;
import io.truecount.metric.MetricTables;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.SavedQueries;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.table.TableDefinition;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes every metric as a whole and by day, and the exports of saved queries. */
final class MetricsJob implements Step {
  private static final String DAY = "metric_time__day";

  @Override
  public String name() {
    return "metrics";
  }

  @Override
  public String run(RunContext context) {
    Manifest manifest = context.definitions().manifest();
    if (manifest.metrics().isEmpty()) {
      return "no metrics";
    }
    Views.tables(context);
    Views.models(context);
    Dataset<Row> whole = run(context, query(manifest.metricNames(), List.of(), manifest));
    Row totals = whole.collectAsList().get(0);
    for (String metric : manifest.metricNames()) {
      int column = totals.fieldIndex(metric);
      if (!totals.isNullAt(column)) {
        context.summary().metrics().put(metric, ((Number) totals.get(column)).doubleValue());
      }
    }
    context
        .staging()
        .overwrite(MetricTables.metrics(), whole(whole, manifest).unionByName(daily(context)));
    long exports = exports(context);
    return "%d metrics, %d exports".formatted(manifest.metrics().size(), exports);
  }

  private static Dataset<Row> whole(Dataset<Row> totals, Manifest manifest) {
    return longForm(totals, manifest.metricNames(), MetricTables.ALL, lit(null).cast("timestamp"));
  }

  /** Metrics whose time is coarser than a day have no daily values. */
  private static Dataset<Row> daily(RunContext context) {
    Manifest manifest = context.definitions().manifest();
    List<String> metrics =
        manifest.metricNames().stream().filter(metric -> hasDays(metric, manifest)).toList();
    if (metrics.isEmpty()) {
      return context.spark().createDataFrame(List.of(), MetricTables.metrics().schema());
    }
    Dataset<Row> byDay = run(context, query(metrics, List.of(DAY), manifest));
    return longForm(byDay, metrics, "day", to_timestamp(col(DAY)));
  }

  private static boolean hasDays(String metric, Manifest manifest) {
    try {
      Planner.plan(manifest, query(List.of(metric), List.of(DAY), manifest));
      return true;
    } catch (TruecountException e) {
      return false;
    }
  }

  private static long exports(RunContext context) {
    Manifest manifest = context.definitions().manifest();
    long count = 0;
    for (SavedQuery saved : manifest.savedQueries()) {
      for (SavedQuery.Export export : saved.exports()) {
        Dataset<Row> rows = run(context, SavedQueries.query(manifest, saved));
        String table = export.alias().isEmpty() ? export.name() : export.alias();
        context
            .staging()
            .overwrite(TableDefinition.of(table, saved.description(), rows.schema()), rows);
        count++;
      }
    }
    return count;
  }

  static MetricQuery query(List<String> metrics, List<String> groupBy, Manifest manifest) {
    return new MetricQuery(
        metrics.stream().map(m -> new MetricQuery.Asked(m, Optional.empty())).toList(),
        groupBy.stream()
            .map(g -> new MetricQuery.Group(ItemName.parse(g, manifest), Optional.empty()))
            .toList(),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        false);
  }

  private static Dataset<Row> run(RunContext context, MetricQuery query) {
    String sql =
        Planner.plan(context.definitions().manifest(), query).sql(Dialect.SPARK, TableNames.bare());
    return context.spark().sql(sql);
  }

  /** From one column a metric to one row a metric. */
  private static Dataset<Row> longForm(
      Dataset<Row> wide, List<String> metrics, String grain, Column period) {
    Column[] pairs =
        metrics.stream()
            .map(
                metric ->
                    struct(
                        lit(metric).as(MetricTables.METRIC),
                        col(metric).cast("double").as(MetricTables.VALUE)))
            .toArray(Column[]::new);
    return wide.select(period.as(MetricTables.PERIOD), explode(array(pairs)).as("pair"))
        .select(
            col("pair." + MetricTables.METRIC),
            lit(grain).as(MetricTables.GRAIN),
            col(MetricTables.PERIOD),
            map().cast("map<string,string>").as(MetricTables.DIMENSIONS),
            col("pair." + MetricTables.VALUE));
  }
}
