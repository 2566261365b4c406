package io.truecount.jobs.nightly;

import io.truecount.customer.CustomerTables;
import io.truecount.metric.MetricTraits;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.table.TableDefinition;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Stages the customers again, with the traits that are metrics. */
final class CustomerTraits {
  private CustomerTraits() {}

  /** Changes nothing when no saved query gives traits. */
  static void update(RunContext context, SharedPlans plans) {
    Manifest manifest = context.project().manifest();
    List<SavedQuery> queries = MetricTraits.queries(manifest);
    if (queries.isEmpty()) {
      return;
    }
    TableDefinition customers =
        CustomerTables.customers(context.config().customers(), context.config().properties());
    Dataset<Row> rows = customers.select(context.staging().read(customers.name()));
    for (SavedQuery saved : queries) {
      Dataset<Row> values = MetricsJob.rows(context, plans, MetricQueries.name(saved));
      rows = MetricTraits.joined(rows, values, saved);
    }
    context.staging().overwrite(MetricTraits.added(customers, manifest), rows);
  }
}
