package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import io.truecount.metric.plan.EntityMetrics;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Transform;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metrics of all conditions by customer, each once, in one pass over each model that they
 * aggregate.
 *
 * <pre>
 *   customers     orders                     revenue within 30 days
 *   customer_id   customer | at | amount     customer_id | __metric_1
 *   c1            c1       | …  | 10         c1          | 30
 *   c2            c1       | …  | 20         c2          | NULL
 * </pre>
 */
final class CustomerMetrics {
  private final EntityMetrics planner;
  private final EntityMetrics.Planned planned;
  private final Map<MetricValue, Expr> values = new LinkedHashMap<>();

  CustomerMetrics(Collection<Audience> audiences, Planner metrics, Instant asOf) {
    this.planner = Customers.metrics(metrics, asOf);
    Map<MetricValue, EntityMetrics.Requested> requested = new LinkedHashMap<>();
    audiences.stream()
        .flatMap(a -> a.where().match(ConditionParts.METRIC_VALUES).stream())
        .forEach(v -> requested.computeIfAbsent(v, k -> Customers.requested(k, metrics, asOf)));
    this.planned = planner.plan(requested.values());
    requested.forEach((value, r) -> values.put(value, requireNonNull(planned.values().get(r))));
  }

  /** What the metrics are computed from, by customer; empty when there is no metric. */
  Optional<CustomerColumns> inputs() {
    return planned
        .inputs()
        .map(
            node ->
                new CustomerColumns(
                    "customers and the inputs of their metrics", node, planned.key()));
  }

  /**
   * Customers with a column for each metric in place of its inputs.
   *
   * @param customers with the inputs, NULL for customers without rows
   */
  PlanNode computed(PlanNode customers) {
    if (values.isEmpty()) {
      return customers;
    }
    List<String> inputs = planned.columns();
    List<Named> columns = new ArrayList<>();
    customers.columns().stream()
        .filter(column -> !inputs.contains(column))
        .forEach(column -> columns.add(Named.same(column)));
    values.forEach((value, expr) -> columns.add(new Named(column(value), expr)));
    return Transform.filtered("metrics of each customer", customers, columns, Optional.empty());
  }

  /** The metric of a customer; NULL when it has none. */
  Expr value(MetricValue value) {
    return Expr.column(column(value));
  }

  /** The same, 0 for a customer without rows where the metric counts or adds up. */
  Expr orZero(MetricValue value) {
    return planner.isZeroOfNone(value.metric())
        ? new Expr.Call("coalesce", List.of(value(value), new Expr.Word("0")))
        : value(value);
  }

  private String column(MetricValue value) {
    return "__metric_" + (List.copyOf(values.keySet()).indexOf(value) + 1);
  }
}
