package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Metric.PeriodAggregation;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.query.Filter;
import java.util.List;
import java.util.Optional;

/**
 * Which rows a measure is aggregated over: those of one model at one of its times, filtered,
 * perhaps of another time. Measures over equal rows are aggregated together.
 *
 * @param offsets shifts of the rows in time, the first one first
 */
public record RowSpec(
    SemanticModel model,
    Dimension time,
    List<Filter> filters,
    List<Offset> offsets,
    Optional<Span> span) {
  public RowSpec {
    filters = List.copyOf(filters);
    offsets = List.copyOf(offsets);
  }

  /** The value of another time. */
  record Offset(Optional<Window> window, Optional<String> toGrain) {}

  /** All rows up to each moment: ever, of a window, or since a period began. */
  record Span(
      Optional<Window> window, Optional<String> grainToDate, PeriodAggregation periodAggregation) {}
}
