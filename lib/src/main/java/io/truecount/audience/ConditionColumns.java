package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;

import io.truecount.customer.CustomerTables;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.Planner;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The customers with what conditions test: traits, dimensions, measures of events, sequences,
 * metrics and tops, each once however many conditions test it.
 *
 * @param audiences by name, with every one that another refers to
 */
record ConditionColumns(
    Map<String, Audience> audiences,
    Instant asOf,
    EventMeasures events,
    SequencePlanner sequences,
    CustomerMetrics metrics,
    TopPlanner tops) {

  /**
   * @param used the audiences whose conditions are evaluated
   */
  static ConditionColumns of(
      Map<String, Audience> audiences,
      Collection<Audience> used,
      Planner planner,
      EventSource source,
      Instant asOf) {
    CustomerMetrics metrics = new CustomerMetrics(used, planner, asOf);
    return new ConditionColumns(
        audiences,
        asOf,
        EventMeasures.of(used, source, asOf),
        new SequencePlanner(used, asOf),
        metrics,
        new TopPlanner(used, metrics));
  }

  /** One row a customer. */
  PlanNode plan(Collection<Audience> used, Planner planner) {
    TreeSet<String> traits = new TreeSet<>(List.of(CUSTOMER_ID, CustomerTables.KIND));
    Map<String, String> dimensions = new TreeMap<>();
    for (Audience audience : used) {
      traits.addAll(audience.where().match(ConditionParts.TRAITS));
      audience
          .where()
          .match(ConditionParts.DIMENSION_TESTS)
          .forEach(test -> dimensions.put(ofDimension(test.name()), test.name()));
    }
    PlanNode customers =
        Customers.rows(planner).plan(List.copyOf(traits), dimensions, Customers.time(asOf));
    PlanNode measured = metrics.computed(joined(customers, metrics.inputs()));
    PlanNode ranked = tops.ranked(measured); // sorts: what else is joined comes later
    return joined(joined(ranked, events.plan()), sequences.plan());
  }

  private static PlanNode joined(PlanNode customers, Optional<CustomerColumns> columns) {
    return columns.map(c -> c.joinedTo(customers)).orElse(customers);
  }

  /** The column of a dimension, which may have the name of a trait. */
  static String ofDimension(String name) {
    return "__" + name;
  }
}
