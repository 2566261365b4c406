package io.truecount.metric.plan;

/**
 * Where Truecount and MetricFlow differ, which of the two is followed.
 *
 * @param nullTimes whether rows without an event time count
 * @param rawTimes whether conversions and validity compare timestamps as they are, or cut to the
 *     grain of the time dimension
 */
public record Semantics(boolean nullTimes, boolean rawTimes) {
  public static final Semantics TRUECOUNT = new Semantics(false, true);
  public static final Semantics METRICFLOW = new Semantics(true, false);
}
