package io.truecount.metric.plan;

import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans metrics. A planner that needs the values of other metrics takes this interface. */
@FunctionalInterface
public interface MetricValues {
  /**
   * Plans metrics by the groups of a scope.
   *
   * <pre>
   *   country | orders
   *   DE      | 2
   *   FR      | 1
   * </pre>
   *
   * @param outputs the metrics by the names of their columns
   * @param filters that apply to all of them
   * @return the columns of the groups, then those of the metrics
   */
  PlanNode plan(Map<String, Metric> outputs, Scope scope, List<Filter> filters);

  /**
   * Plans the metric that a filter names, by the keys that the filter names.
   *
   * <pre>
   *   Metric('orders', group_by=['customer'])   gives   __by_customer | orders
   *                                                     c1            | 2
   *                                                     c2            | 1
   * </pre>
   *
   * @param where file and line of the filter
   * @param period of the values when they are those at an instant
   * @return the columns of the keys, then that of the metric
   */
  default PlanNode byEntities(
      PlanningContext context,
      Template.OfMetric template,
      String column,
      String where,
      Optional<ExactPeriod> period) {
    Metric metric = context.metric(template.metric());
    Map<String, ItemName> groups = new LinkedHashMap<>();
    for (ItemName key : template.groupBy()) {
      groups.put("__by_" + key, key);
    }
    Scope scope = new Scope(groups, Optional.empty(), period);
    if (period.isEmpty()) {
      NeededTimes.check(context, List.of(metric), scope, where);
    }
    return plan(Map.of(column, metric), scope, List.of());
  }
}
