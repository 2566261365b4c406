package io.truecount.metric.plan;

import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans metrics for a planner that needs their values to plan others. */
@FunctionalInterface
public interface MetricValues {
  /**
   * Metrics by the groups of a scope.
   *
   * <pre>
   *   country | orders
   *   DE      | 2
   *   FR      | 1
   * </pre>
   *
   * @param outputs by the column of each
   * @param filters that hold for all of them
   * @return the columns are the groups, then the outputs
   */
  PlanNode plan(Map<String, Metric> outputs, Scope scope, List<Filter> filters);

  /**
   * A metric for each value of some keys, for a filter: the columns are the keys, then the
   * metric's.
   *
   * @param where the place of the filter that uses it
   */
  default PlanNode byEntities(
      PlanningContext context, Template.OfMetric template, String column, String where) {
    Metric metric = context.metric(template.metric());
    Map<String, ItemName> groups = new LinkedHashMap<>();
    for (ItemName key : template.groupBy()) {
      groups.put("__by_" + key, key);
    }
    Scope scope = new Scope(groups, Optional.empty());
    NeededTimes.check(context, List.of(metric), scope, where);
    return plan(Map.of(column, metric), scope, List.of());
  }
}
