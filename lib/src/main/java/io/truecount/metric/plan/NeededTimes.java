package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.MetricInput;
import java.util.List;

/** Finds metrics that have a value only at a time and are queried without it. */
final class NeededTimes {
  private final PlanningContext context;
  private final Scope scope;

  private NeededTimes(PlanningContext context, Scope scope) {
    this.context = context;
    this.scope = scope;
  }

  /**
   * Checks metrics against what they are grouped by.
   *
   * @param where the query, or file and line of the filter, that names the metrics
   * @throws TruecountException with every metric whose time is missing
   */
  static void check(PlanningContext context, List<Metric> metrics, Scope scope, String where) {
    NeededTimes times = new NeededTimes(context, scope);
    Problems problems = new Problems();
    for (Metric metric : metrics) {
      if (!times.haveTimes(metric)) {
        problems.add(
            new Problem(
                "metric \"%s\" has no value without a time".formatted(metric.name()),
                where,
                "a window, a period to date or an offset begins or ends at a time",
                "add its time: --by metric_time__day, in a saved query"
                    + " TimeDimension('metric_time', 'day')"));
      }
    }
    problems.throwIfAny();
  }

  private boolean haveTimes(Metric metric) {
    if (!metric.needsTime(context.manifest())) {
      return true;
    }
    List<MetricInput> inputs = metric.metricInputs();
    return inputs.isEmpty() ? isGroupedByTime(metric) : inputs.stream().allMatch(this::haveTimes);
  }

  private boolean haveTimes(MetricInput input) {
    Metric metric = context.metric(input.name());
    return haveTimes(metric) && (!input.isOffset() || isGroupedByTime(metric));
  }

  private boolean isGroupedByTime(Metric metric) {
    return !OwnTimes.of(context, metric).units(scope).isEmpty();
  }
}
