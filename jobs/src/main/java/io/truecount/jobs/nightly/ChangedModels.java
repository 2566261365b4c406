package io.truecount.jobs.nightly;

import io.truecount.config.Interval;
import io.truecount.customer.ChangedEvents;
import io.truecount.customer.CustomerTables;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.model.Computation;
import io.truecount.model.Model;
import io.truecount.model.Variables;
import io.truecount.table.TableDefinition;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows that models which are computed row by row have of changed events: those of the events as
 * they were, which the tables of the release before have, and those of the events as they are.
 */
record ChangedModels(
    Optional<SortedMap<String, Dataset<Row>>> gone,
    SortedMap<String, Dataset<Row>> fresh,
    ChangedEvents events)
    implements AutoCloseable {
  /**
   * The changed rows of one model.
   *
   * @param gone empty when the run has only added events
   */
  record Rows(Optional<Dataset<Row>> gone, Dataset<Row> fresh) {}

  /**
   * The rows of all models that are row by row; empty when there are none. Registers changed events
   * as views by the names of all events: register these again.
   */
  static Optional<ChangedModels> of(
      RunContext context,
      List<Interval> loads,
      List<Model> models,
      SortedMap<String, Computation> computations,
      Variables variables) {
    List<Model> rowByRow =
        models.stream()
            .filter(
                model ->
                    Optional.ofNullable(computations.get(model.name()))
                        .filter(Computation::isRowByRow)
                        .isPresent())
            .toList();
    return rowByRow.isEmpty()
        ? Optional.empty()
        : events(context, loads)
            .map(
                events ->
                    new ChangedModels(
                        events.gone().map(gone -> rows(context, gone, rowByRow, variables)),
                        rows(context, events.fresh(), rowByRow, variables),
                        events));
  }

  private static Optional<ChangedEvents> events(RunContext context, List<Interval> loads) {
    TableDefinition events = EventTables.events(context.config().properties());
    TableDefinition attributions = IdentityTables.attributions();
    Optional<Dataset<Row>> eventsBefore = context.before(events);
    Optional<Dataset<Row>> attributionsBefore = context.before(attributions);
    if (eventsBefore.isEmpty() || attributionsBefore.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ChangedEvents.of(
            new ChangedEvents.All(eventsBefore.get(), attributionsBefore.get()),
            new ChangedEvents.All(context.read(events), context.read(attributions)),
            loads,
            context.read(IdentityRunTables.reattributions())));
  }

  private static SortedMap<String, Dataset<Row>> rows(
      RunContext context, Dataset<Row> events, List<Model> models, Variables variables) {
    events.createOrReplaceTempView(CustomerTables.CUSTOMER_EVENTS);
    events.drop(IdentityTables.CUSTOMER_ID).createOrReplaceTempView(EventTables.EVENTS);
    SortedMap<String, Dataset<Row>> rows = new TreeMap<>();
    for (Model model : models) {
      Dataset<Row> its = context.spark().sql(variables.apply(model.sql()));
      its.createOrReplaceTempView(model.name());
      rows.put(model.name(), its);
    }
    return rows;
  }

  /** Empty for a model that is not row by row. */
  Optional<Rows> rows(String model) {
    return Optional.ofNullable(fresh.get(model))
        .map(now -> new Rows(gone.flatMap(all -> Optional.ofNullable(all.get(model))), now));
  }

  @Override
  public void close() {
    events.close();
  }
}
