package io.truecount.jobs.nightly;

import io.truecount.customer.CustomerTables;
import io.truecount.metric.MetricTraits;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.SavedQueries;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.table.TableDefinition;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Stages the customers again, with traits that are metrics. They are computed from the rows of
 * their models: one pass over each.
 */
final class CustomerTraits {
  private CustomerTraits() {}

  /**
   * Adds the metrics of some saved queries; those of the others keep what they have, or are NULL.
   *
   * @param queries of use traits; nothing is staged when there are none
   */
  static void update(RunContext context, List<SavedQuery> queries) {
    if (queries.isEmpty()) {
      return;
    }
    Views.tables(context);
    Views.models(context);
    TableDefinition customers = definition(context);
    List<String> metrics = queries.stream().flatMap(saved -> saved.metrics().stream()).toList();
    Dataset<Row> rows =
        customers
            .conform(context.staging().read(customers.name()))
            .drop(metrics.toArray(String[]::new));
    Planner planner = context.project().planner();
    for (SavedQuery saved : queries) {
      Plan plan = planner.plan(SavedQueries.query(planner.manifest(), saved));
      Dataset<Row> values = context.spark().sql(plan.sql(Dialect.SPARK, TableNames.bare()));
      rows = MetricTraits.joined(rows, values, saved);
    }
    context.staging().overwrite(customers, rows);
  }

  private static TableDefinition definition(RunContext context) {
    TableDefinition customers =
        CustomerTables.customers(context.config().customers(), context.config().properties());
    return MetricTraits.added(customers, context.project().manifest());
  }
}
