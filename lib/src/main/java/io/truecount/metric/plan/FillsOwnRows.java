package io.truecount.metric.plan;

import io.truecount.metric.manifest.Metric;

/**
 * Whether a metric fills NULLs of its own rows, so that it is computed separately from the other
 * metrics of a query. A simple metric fills all rows of the result instead.
 */
record FillsOwnRows(PlanningContext context) implements Metric.Cases<Boolean> {
  @Override
  public Boolean simple(Metric.Simple metric) {
    return false;
  }

  @Override
  public Boolean cumulative(Metric.Cumulative metric) {
    return metric.input().fillNullsWith().isPresent();
  }

  @Override
  public Boolean conversion(Metric.Conversion metric) {
    return metric.times().stream().anyMatch(i -> i.fillNullsWith().isPresent());
  }

  @Override
  public Boolean ratio(Metric.Ratio metric) {
    return anyInputFills(metric);
  }

  @Override
  public Boolean derived(Metric.Derived metric) {
    return anyInputFills(metric);
  }

  private boolean anyInputFills(Metric metric) {
    return context.inputs(metric).stream().anyMatch(i -> i.fillNullsWith().isPresent());
  }
}
