package io.truecount.jobs.nightly;

import io.truecount.config.CustomersConfig;
import io.truecount.customer.CustomerTables;
import io.truecount.customer.Customers;
import io.truecount.customer.CustomersHistory;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.jobs.cli.Numbers;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** One row per customer: what survives of all that sources said about each. */
final class CustomersJob implements Step {
  @Override
  public String name() {
    return "customers";
  }

  @Override
  public List<String> reads(Project project) {
    return List.of(EventTables.EVENTS, IdentityTables.attributions().name());
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) ->
        List.of(
            CustomerTables.customers(customers, properties),
            CustomerTables.customersHistory(customers, properties));
  }

  @Override
  public String run(RunContext context) {
    Staging staging = context.staging();
    TableDefinition table =
        CustomerTables.customers(context.config().customers(), context.config().properties());
    Dataset<Row> customers =
        Customers.of(
            Views.customerEvents(context),
            staging.read(IdentityTables.map().name()),
            staging.read(IdentityTables.attributions().name()),
            context.config().customers(),
            context.config().identity());
    staging.overwrite(table, customers);
    history(context);
    return Numbers.whole(staging.rows(table.name())) + " customers";
  }

  /** The table of an earlier project, which kept a history, goes with the next release. */
  private static void history(RunContext context) {
    CustomersConfig config = context.config().customers();
    if (!config.history().isEmpty()) {
      context
          .staging()
          .overwrite(
              CustomerTables.customersHistory(config, context.config().properties()),
              CustomersHistory.of(Views.customerEvents(context), config));
    }
  }
}
