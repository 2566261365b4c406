package io.truecount.jobs.nightly;

import io.truecount.config.CustomersConfig;
import io.truecount.config.Interval;
import io.truecount.customer.CustomerTables;
import io.truecount.customer.CustomersUpdate;
import io.truecount.customer.TraitEvents;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.metric.MetricTraits;
import io.truecount.table.Slice;
import io.truecount.table.TableDefinition;
import io.truecount.table.TablePart;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Stages the customers, and their history where a trait has one. The trait events of the run's
 * loads replace those of before; only customers who have some of these, or whose identifiers have
 * changed, are computed again.
 */
final class CustomersRun {
  /** What the step goes by, for people. */
  static final String DEFINITIONS = "the traits, or Truecount,";

  private static final String STEP = CustomersJob.NAME;

  private final RunContext context;
  private final CustomersConfig config;
  private final TableDefinition traitEvents;
  private final TableDefinition customers;
  private final TableDefinition history;
  private final List<Touched> touched;
  private final Basis basis;

  private CustomersRun(RunContext context) {
    StructType properties = context.config().properties();
    this.context = context;
    this.config = context.config().customers();
    this.traitEvents = TraitEvents.table(config, properties);
    this.customers = CustomerTables.customers(config, properties);
    this.history = CustomerTables.customersHistory(config, properties);
    String definition = definition(context);
    this.basis = Basis.of(context, STEP, List.of(ResolveJob.NAME), definition, DEFINITIONS);
    this.touched = new ArrayList<>(basis.noted(STEP, definition));
  }

  static void of(RunContext context) {
    new CustomersRun(context).run();
  }

  static String definition(RunContext context) {
    CustomersConfig config = context.config().customers();
    TableDefinition customers = CustomerTables.customers(config, context.config().properties());
    return TraitEvents.definition(
        config,
        MetricTraits.added(customers, context.project().manifest()),
        context.run().codeVersion());
  }

  private void run() {
    basis.<Runnable>match(all -> this::everything, since -> () -> update(since.loads())).run();
    context.touches().note(STEP, touched);
  }

  private void everything() {
    if (hasTraits()) {
      context.staging().overwrite(traitEvents, traitEvents(events()));
    }
    CustomersUpdate.Input all = input();
    context.staging().overwrite(customers, all.customers());
    if (hasHistory()) {
      context.staging().overwrite(history, all.history());
    }
  }

  private void update(List<Interval> loads) {
    Slice loaded = EventTables.loadedIn(loads);
    Dataset<Row> fresh = none();
    Optional<Dataset<Row>> gone = Optional.empty();
    if (hasTraits()) {
      fresh = traitEvents(events().filter(loaded.condition()));
      context.stage(TablePart.of(traitEvents, loaded, fresh));
      gone =
          context
              .before(traitEvents)
              .map(rows -> rows.filter(loaded.condition()))
              .filter(rows -> !rows.isEmpty());
      fresh = context.read(traitEvents).filter(loaded.condition());
    }
    Dataset<Row> resolved = context.read(IdentityRunTables.touchedCustomers());
    try (CustomersUpdate update = CustomersUpdate.of(input(), resolved, gone, fresh)) {
      stage(update);
    }
  }

  private void stage(CustomersUpdate update) {
    long count = update.count();
    touched.add(
        Touched.counted(
            STEP,
            What.CUSTOMERS,
            "",
            count,
            "events or identifiers of theirs came, went or changed"));
    if (count == 0) {
      context.keep(customers);
      if (hasHistory()) {
        context.keep(history);
      }
      return;
    }
    context
        .staging()
        .overwrite(customers, update.customers(context.before(customers).orElseThrow()));
    if (hasHistory()) {
      context.staging().overwrite(history, update.history(context.before(history).orElseThrow()));
    }
  }

  private CustomersUpdate.Input input() {
    return new CustomersUpdate.Input(
        hasTraits() ? context.read(traitEvents) : none(),
        context.read(IdentityTables.map()),
        context.read(IdentityTables.attributions()),
        config,
        context.config().identity());
  }

  private Dataset<Row> events() {
    return context.read(EventTables.events(context.config().properties()));
  }

  private Dataset<Row> traitEvents(Dataset<Row> events) {
    return TraitEvents.of(events, config);
  }

  private Dataset<Row> none() {
    return traitEvents.empty(context.spark());
  }

  /** Without traits the table of an earlier project goes with the next release. */
  private boolean hasTraits() {
    return !config.traits().isEmpty();
  }

  /** As {@link #hasTraits}, of traits with a history. */
  private boolean hasHistory() {
    return !config.history().isEmpty();
  }
}
