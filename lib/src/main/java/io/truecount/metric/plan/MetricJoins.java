package io.truecount.metric.plan;

import io.truecount.metric.plan.FilterColumns.MetricColumn;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Joins the metrics that filters name to the rows of their entities.
 *
 * <pre>
 *   rows                values                   gives   customer | channel | orders
 *   customer | channel  __by_customer | orders           c1       | web     | 2
 *   c1       | web      c1            | 2                c2       | app     | NULL
 *   c2       | app
 * </pre>
 */
final class MetricJoins {
  private final PlanningContext context;
  private final MetricValues metricValues;
  private final JoinKind kind;
  private final Optional<ExactPeriod> period;

  /**
   * @param metricValues plans the metrics
   * @param period of the rows; the metrics have all that is known at its instant
   */
  MetricJoins(
      PlanningContext context,
      MetricValues metricValues,
      JoinKind kind,
      Optional<ExactPeriod> period) {
    this.context = context;
    this.metricValues = metricValues;
    this.kind = kind;
    this.period = period.map(ExactPeriod::allKnown);
  }

  /**
   * The rows with one more column for each metric.
   *
   * @param metrics by the names of their columns
   */
  PlanNode joined(PlanNode rows, Map<String, MetricColumn> metrics) {
    PlanNode result = rows;
    for (Map.Entry<String, MetricColumn> one : metrics.entrySet()) {
      result = joined(result, one.getKey(), one.getValue());
    }
    return result;
  }

  private PlanNode joined(PlanNode rows, String column, MetricColumn metric) {
    PlanNode values =
        metricValues.byEntities(context, metric.template(), column, metric.where(), period);
    List<Expr> on = new ArrayList<>();
    for (int i = 0; i < metric.keyColumns().size(); i++) {
      on.add(Join.equal(metric.keyColumns().get(i), values.columns().get(i)));
    }
    List<Named> all = new ArrayList<>(Named.of(Join.LEFT, rows.columns()));
    all.add(Named.of(Join.RIGHT, column));
    return Join.on(
        "%s of each %s".formatted(metric.template().metric(), metric.keyColumns().get(0)),
        kind,
        rows,
        values,
        Expr.and(on),
        all);
  }
}
