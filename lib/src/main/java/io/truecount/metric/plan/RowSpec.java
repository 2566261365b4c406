package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Metric.PeriodAggregation;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.query.Filter;
import java.util.List;
import java.util.Optional;

/**
 * Which rows a measure is aggregated over. Measures with equal specifications are aggregated
 * together.
 *
 * @param time the time dimension that the rows count at
 * @param offsets shifts of the rows in time, in the order in which they are applied
 * @param span which earlier rows count too; empty when none do
 * @param period which rows count by their time as it is; empty for all
 */
public record RowSpec(
    SemanticModel model,
    Dimension time,
    List<Filter> filters,
    List<Offset> offsets,
    Optional<Span> span,
    Optional<ExactPeriod> period) {
  public RowSpec {
    filters = List.copyOf(filters);
    offsets = List.copyOf(offsets);
  }

  /** All rows at their own time. */
  public static RowSpec all(SemanticModel model, Dimension time) {
    return new RowSpec(model, time, List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  /** A shift in time: by a window back, or to the start of a period. One of the two is present. */
  record Offset(Optional<Window> window, Optional<String> toGrain) {}

  /**
   * The rows that a running total counts at a time: all up to it, those of a window before it, or
   * those since the start of a period.
   */
  record Span(
      Optional<Window> window, Optional<String> grainToDate, PeriodAggregation periodAggregation) {}
}
