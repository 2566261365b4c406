package io.truecount.jobs.nightly;

import io.truecount.audience.AudienceTables;
import io.truecount.metric.LongForm;
import io.truecount.metric.MetricTables;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes every metric as a whole and by day, and the exports of saved queries, all from the same
 * rollups. Sizes of audiences are metrics too.
 */
public final class MetricsJob implements Step {
  static final String NAME = "metrics";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads(Project project) {
    List<String> tables = new ArrayList<>(Step.customerTables(project));
    if (!project.audiences().isEmpty()) {
      tables.addAll(List.of(AudienceTables.FLAGS, AudienceTables.changes().name()));
    }
    return tables;
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) -> MetricTables.all();
  }

  @Override
  public String run(RunContext context) {
    Manifest manifest = context.project().manifest();
    if (manifest.metrics().isEmpty()) {
      return "no metrics"; // the tables of an earlier project's metrics go with the next release
    }
    Views.tables(context);
    Views.models(context);
    SharedPlans plans = MetricQueries.plans(context.project().planner());
    RollupRun.update(context, plans.rollups());
    metrics(context, plans);
    long exports = exports(context, plans);
    return "%d metrics, %d exports".formatted(manifest.metrics().size(), exports);
  }

  private static void metrics(RunContext context, SharedPlans plans) {
    Planner planner = context.project().planner();
    Dataset<Row> all = empty(context);
    List<String> whole = MetricQueries.whole(planner);
    if (!whole.isEmpty()) {
      Dataset<Row> totals = rows(context, plans, MetricQueries.WHOLE);
      all = all.unionByName(LongForm.whole(totals, whole));
    }
    List<String> daily = MetricQueries.daily(planner);
    if (!daily.isEmpty()) {
      Dataset<Row> days = rows(context, plans, MetricQueries.DAILY);
      all = all.unionByName(LongForm.daily(days, daily, MetricQueries.DAY));
    }
    context.staging().overwrite(MetricTables.metrics(), all);
  }

  private static Dataset<Row> empty(RunContext context) {
    return MetricTables.metrics().empty(context.spark());
  }

  private static long exports(RunContext context, SharedPlans plans) {
    Manifest manifest = context.project().manifest();
    long count = 0;
    for (SavedQuery saved : manifest.savedQueries()) {
      for (SavedQuery.Export export : saved.exports()) {
        if (export.view()) {
          continue; // written with the release, see SavedViews
        }
        Dataset<Row> rows = rows(context, plans, MetricQueries.name(saved));
        if (saved.use() == SavedQuery.Use.PER_UNIT) {
          rows = LongForm.perUnit(rows, saved.metrics());
        }
        TableDefinition table =
            TableDefinition.of(export.alias(), saved.description(), List.of(), rows.schema());
        context.staging().overwrite(table, rows);
        count++;
      }
    }
    return count;
  }

  /** The answer to one of the queries that were planned together. */
  private static Dataset<Row> rows(RunContext context, SharedPlans plans, String query) {
    return context.spark().sql(plans.plan(query).sql(Dialect.SPARK, TableNames.bare()));
  }
}
