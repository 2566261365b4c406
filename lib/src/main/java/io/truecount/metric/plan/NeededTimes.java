package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.Metric.MetricInput;
import java.util.List;

/** Finds metrics that have a value only at a time and are asked for without it. */
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
   * @param where the place that asks for them
   * @throws TruecountException with every metric whose time is missing
   */
  static void check(PlanningContext context, List<Metric> metrics, Scope scope, String where) {
    NeededTimes times = new NeededTimes(context, scope);
    Problems problems = new Problems();
    for (Metric metric : metrics) {
      if (!times.areAsked(metric)) {
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

  private boolean areAsked(Metric metric) {
    if (!metric.needsTime(context.manifest())) {
      return true;
    }
    List<MetricInput> inputs = metric.metricInputs();
    return inputs.isEmpty() ? isAsked(metric) : inputs.stream().allMatch(this::areAsked);
  }

  private boolean areAsked(MetricInput input) {
    Metric metric = context.metric(input.name());
    return areAsked(metric) && (!input.isOffset() || isAsked(metric));
  }

  private boolean isAsked(Metric metric) {
    return OffsetMetrics.asksTime(context, scope, context.inputs(metric));
  }
}
