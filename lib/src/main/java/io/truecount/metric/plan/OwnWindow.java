package io.truecount.metric.plan;

import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.MetricInput;

/** Whether a metric, or one that it is computed from, says itself which rows count at a time. */
record OwnWindow(PlanningContext context) implements Metric.Cases<Boolean> {
  @Override
  public Boolean simple(Metric.Simple metric) {
    return false;
  }

  @Override
  public Boolean cumulative(Metric.Cumulative metric) {
    return true;
  }

  @Override
  public Boolean conversion(Metric.Conversion metric) {
    return false;
  }

  @Override
  public Boolean ratio(Metric.Ratio metric) {
    return anyInput(metric);
  }

  @Override
  public Boolean derived(Metric.Derived metric) {
    return anyInput(metric);
  }

  private boolean anyInput(Metric metric) {
    return metric.metricInputs().stream().map(MetricInput::name).anyMatch(this::ofInput);
  }

  private boolean ofInput(String name) {
    return context.metric(name).match(this);
  }
}
