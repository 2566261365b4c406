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
 * @param shiftsDays whether an offset always moves single moments, which are then put together to
 *     the asked grain, or whole periods when they are asked for
 * @param wholeDays whether a time range includes its last day as a whole, or of times finer than a
 *     day only that day's first moment
 */
public record Semantics(
    boolean nullTimes,
    boolean rawTimes,
    boolean sharedJoins,
    boolean shiftsDays,
    boolean wholeDays) {
  public static final Semantics TRUECOUNT = new Semantics(false, true, true, true, true);
  public static final Semantics METRICFLOW = new Semantics(true, false, false, false, false);

  /** The semantics that a project has chosen. */
  public static Semantics of(MetricsConfig config) {
    return switch (config.semantics()) {
      case TRUECOUNT -> TRUECOUNT;
      case METRICFLOW -> METRICFLOW;
    };
  }
}
