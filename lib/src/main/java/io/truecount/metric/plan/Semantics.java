package io.truecount.metric.plan;

import io.truecount.config.MetricsConfig;
import io.truecount.metric.plan.Semantics.SpineGrain;

/** Which rule is followed in each point where Truecount and MetricFlow differ. */
public record Semantics(
    NullTimes nullTimes,
    Timestamps timestamps,
    Joins joins,
    Offsets offsets,
    RangeEnd rangeEnd,
    SpineGrain spineGrain) {
  /** Rows without an event time. */
  public enum NullTimes {
    LEAVE_OUT,
    COUNT
  }

  /** How conversions and versions compare times. */
  public enum Timestamps {
    EXACT,
    /** Cut to the grain of the time dimension. */
    CUT_TO_GRAIN
  }

  /**
   * Joins of join paths with a common beginning. The results differ only when a key that is
   * declared unique is not.
   */
  public enum Joins {
    SHARED,
    /** Each target model is joined separately. */
    SEPARATE
  }

  /** Which offsets shift whole periods. */
  public enum Offsets {
    /** Those that are a whole number of the queried periods; others shift the rows by days. */
    WHOLE_PERIODS,
    /** Those whose unit is not finer than the queried periods. */
    BY_UNIT
  }

  /** The end of a time range, for times finer than a day. */
  public enum RangeEnd {
    WHOLE_DAY,
    /** Only midnight of the last day is included. */
    MIDNIGHT
  }

  /** The grain of the time spine, for a query by day or coarser. */
  public enum SpineGrain {
    DAY,
    /** The grain of the metric's time, if a declared time spine has it. */
    OF_METRIC
  }

  public static final Semantics TRUECOUNT =
      new Semantics(
          NullTimes.LEAVE_OUT,
          Timestamps.EXACT,
          Joins.SHARED,
          Offsets.WHOLE_PERIODS,
          RangeEnd.WHOLE_DAY,
          SpineGrain.DAY);

  public static final Semantics METRICFLOW =
      new Semantics(
          NullTimes.COUNT,
          Timestamps.CUT_TO_GRAIN,
          Joins.SEPARATE,
          Offsets.BY_UNIT,
          RangeEnd.MIDNIGHT,
          SpineGrain.OF_METRIC);

  /** The semantics that a project has chosen. */
  public static Semantics of(MetricsConfig config) {
    return switch (config.semantics()) {
      case TRUECOUNT -> TRUECOUNT;
      case METRICFLOW -> METRICFLOW;
    };
  }

  boolean hasExactTimestamps() {
    return timestamps == Timestamps.EXACT;
  }

  boolean shiftsWholePeriods() {
    return offsets == Offsets.WHOLE_PERIODS;
  }
}
