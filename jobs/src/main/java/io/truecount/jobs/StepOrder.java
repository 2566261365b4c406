package io.truecount.jobs;

import io.truecount.audience.AudienceTables;
import io.truecount.config.ProjectConfig;
import io.truecount.customer.CustomerTables;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.metric.MetricTables;
import io.truecount.metric.MetricTraits;
import io.truecount.table.TableDefinition;
import java.util.List;
import java.util.Map;

/**
 * Refuses a step whose forerunners have never run in this warehouse, or ran with an older project
 * whose customers lack a column.
 */
final class StepOrder {
  /** A table that a step reads, and the step that makes it. */
  private record Need(String table, String step) {}

  private static final Need EVENTS = new Need(EventTables.EVENTS, "ingest");
  private static final Need IDENTITY = new Need(IdentityTables.attributions().name(), "resolve");
  private static final Need CUSTOMERS = new Need(CustomerTables.CUSTOMERS, "customers");

  private static final Map<String, List<Need>> NEEDS =
      Map.of(
          "resolve", List.of(EVENTS),
          "customers", List.of(EVENTS, IDENTITY),
          "models", List.of(EVENTS, IDENTITY, CUSTOMERS),
          "metrics", List.of(EVENTS, IDENTITY, CUSTOMERS),
          "audiences", List.of(EVENTS, IDENTITY, CUSTOMERS),
          "check",
              List.of(
                  EVENTS,
                  IDENTITY,
                  CUSTOMERS,
                  new Need(MetricTables.metrics().name(), "metrics"),
                  new Need(AudienceTables.members().name(), "audiences")));

  private StepOrder() {}

  static void check(RunContext context, Step step) {
    boolean measures = !context.definitions().manifest().metrics().isEmpty();
    for (Need need : NEEDS.getOrDefault(step.name(), List.of())) {
      boolean made = measures || !need.step().equals("metrics");
      if (made && !context.staging().exists(need.table())) {
        throw TruecountException.invalid(
            Problem.of(
                "there is no table %s yet".formatted(need.table()),
                "run " + step.name(),
                "run %s first, with the same interval; run nightly takes all steps in order"
                    .formatted(need.step())));
      }
    }
    if (NEEDS.getOrDefault(step.name(), List.of()).contains(CUSTOMERS)) {
      customers(context, step);
    }
  }

  /** Traits that are metrics come with the step metrics, which audiences are made after. */
  private static void customers(RunContext context, Step step) {
    ProjectConfig project = context.project();
    TableDefinition own = CustomerTables.customers(project.customers(), project.properties());
    boolean afterMetrics = step.name().equals("audiences") || step.name().equals("check");
    TableDefinition needed =
        afterMetrics ? MetricTraits.added(own, context.definitions().manifest()) : own;
    List<String> missing =
        needed.outdated(context.staging().read(CustomerTables.CUSTOMERS).schema());
    if (!missing.isEmpty()) {
      boolean metricsOnly = own.columnNames().stream().noneMatch(missing::contains);
      throw TruecountException.invalid(
          new Problem(
              "the table customers has no %s as this project defines %s"
                  .formatted(columns(missing), missing.size() == 1 ? "it" : "them"),
              "run " + step.name(),
              "it was made before the project changed",
              "run %s first, with the same interval; run nightly takes all steps in order"
                  .formatted(metricsOnly ? "metrics" : afterwards(missing, own))));
    }
  }

  private static String afterwards(List<String> missing, TableDefinition own) {
    return own.columnNames().containsAll(missing) ? "customers" : "customers and then metrics";
  }

  private static String columns(List<String> names) {
    return (names.size() == 1 ? "column " : "columns ") + String.join(", ", names);
  }
}
