package io.truecount.metric.manifest;

import java.util.List;
import java.util.Optional;

/**
 * One measure of one model, as a metric uses it.
 *
 * @param fillNullsWith replaces NULL
 * @param joinToTimeSpine whether every period of the time spine has a row
 */
public record MeasureInput(
    String model,
    Measure measure,
    List<WhereFilter> filters,
    Optional<String> fillNullsWith,
    boolean joinToTimeSpine) {
  public MeasureInput {
    filters = List.copyOf(filters);
  }

  /** Whether it is the measure without filters, filler or time spine. */
  public boolean isPlain() {
    return filters.isEmpty() && fillNullsWith.isEmpty() && !joinToTimeSpine;
  }

  /** The same without the filters. */
  public MeasureInput unfiltered() {
    return new MeasureInput(model, measure, List.of(), fillNullsWith, joinToTimeSpine);
  }
}
