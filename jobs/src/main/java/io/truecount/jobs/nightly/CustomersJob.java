package io.truecount.jobs.nightly;

import io.truecount.customer.CustomerTables;
import io.truecount.customer.TraitEvents;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.jobs.cli.Numbers;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import java.util.List;

/** One row per customer: what survives of all that sources said about each. */
final class CustomersJob implements Step {
  static final String NAME = "customers";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads(Project project) {
    return List.of(EventTables.EVENTS, IdentityTables.attributions().name());
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) ->
        List.of(
            TraitEvents.table(customers, properties),
            CustomerTables.customers(customers, properties),
            CustomerTables.customersHistory(customers, properties));
  }

  @Override
  public String run(RunContext context) {
    CustomersRun.of(context);
    return Numbers.whole(context.staging().rows(CustomerTables.CUSTOMERS)) + " customers";
  }
}
