package io.truecount.metric.plan;

import io.truecount.config.MetricsConfig;

/**
 * Where Truecount and MetricFlow differ, which of the two is followed.
 *
 * @param nullTimes whether rows without an event time count
 * @param rawTimes whether conversions and validity compare timestamps as they are, or cut to the
 *     grain of the time dimension
 * @param sharedJoins whether ways to dimensions that begin alike share their joins, which only
 *     matters when a key that is declared unique is not
 * @param wholePeriods whether an offset shifts periods as wholes exactly where it is a whole number
 *     of them, and rows by days elsewhere; else periods that are not coarser than the offset's unit
 * @param wholeDays whether a time range includes its last day as a whole, or of times finer than a
 *     day only that day's first moment
 * @param daySpine whether what is asked by day or coarser is computed at days; else at the grain of
 *     the metric's time, where a time spine has it
 */
public record Semantics(
    boolean nullTimes,
    boolean rawTimes,
    boolean sharedJoins,
    boolean wholePeriods,
    boolean wholeDays,
    boolean daySpine) {
  public static final Semantics TRUECOUNT = new Semantics(false, true, true, true, true, true);
  public static final Semantics METRICFLOW = new Semantics(true, false, false, false, false, false);

  /** The semantics that a project has chosen. */
  public static Semantics of(MetricsConfig config) {
    return switch (config.semantics()) {
      case TRUECOUNT -> TRUECOUNT;
      case METRICFLOW -> METRICFLOW;
    };
  }
}
