package io.truecount.jobs.nightly;

import io.truecount.customer.CustomerEvents;
import io.truecount.customer.CustomerTables;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.model.Model;
import io.truecount.model.Model.Materialized;
import io.truecount.model.Variables;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tables by their bare names in SQL, as one run sees them. */
final class Views {
  private Views() {}

  /**
   * Registers every table of the project, and {@link CustomerTables#CUSTOMER_EVENTS}; replaces what
   * was registered before.
   */
  static void tables(RunContext context) {
    Set<String> stored = context.project().stored();
    context.store().tables().stream()
        .filter(stored::contains)
        .forEach(table -> table(context, table).createOrReplaceTempView(table));
    customerEvents(context).createOrReplaceTempView(CustomerTables.CUSTOMER_EVENTS);
  }

  /** Registers the models that are not stored, in their order. */
  static void models(RunContext context) {
    Variables variables = Variables.of(context.run(), context.config().variables());
    for (Model model : context.project().models().models()) {
      if (model.materialized() == Materialized.VIEW) {
        context.spark().sql(variables.apply(model.sql())).createOrReplaceTempView(model.name());
      }
    }
  }

  /**
   * One table as the run sees it. A model that is not stored needs the others: all of them are
   * registered.
   */
  static Dataset<Row> table(RunContext context, String name) {
    if (name.equals(CustomerTables.CUSTOMER_EVENTS)) {
      return customerEvents(context);
    } else if (context.project().stored().contains(name)) {
      return context.project().conform(name, context.staging().read(name));
    }
    tables(context);
    models(context);
    return context.spark().table(name);
  }

  /** The events with the customer that each belongs to. */
  static Dataset<Row> customerEvents(RunContext context) {
    return CustomerEvents.attribute(
        context.read(EventTables.events(context.config().properties())),
        context.read(IdentityTables.attributions()));
  }
}
