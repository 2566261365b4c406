package io.truecount.metric.plan;

import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.query.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the rows of an input are shifted in time, and which of them count. Metrics by a time are
 * shifted over time spines; at an instant, the period of the rows is shifted instead.
 *
 * @param offsets in the order in which they are applied
 * @param period of metrics at an instant; empty for metrics of all rows or by a time
 */
record InputTimes(List<RowSpec.Offset> offsets, Optional<ExactPeriod> period) {
  InputTimes {
    offsets = List.copyOf(offsets);
  }

  static InputTimes of(Optional<ExactPeriod> period) {
    return new InputTimes(List.of(), period);
  }

  /** With an offset that is applied before the others. */
  InputTimes with(RowSpec.Offset first) {
    List<RowSpec.Offset> all = new ArrayList<>(List.of(first));
    all.addAll(offsets);
    return new InputTimes(all, period);
  }

  /** Whether rows get another time from a time spine. */
  boolean useSpines() {
    return !offsets.isEmpty() && period.isEmpty();
  }

  /** All rows that are known, for events that follow those of the period. */
  InputTimes allKnown() {
    return of(period.map(ExactPeriod::allKnown));
  }

  RowSpec rows(
      PlanningContext context,
      MeasureInput input,
      List<Filter> filters,
      Optional<RowSpec.Span> span) {
    if (period.isEmpty()) {
      return new RowSpec(
          context.model(input), context.time(input), filters, offsets, span, Optional.empty());
    }
    ExactPeriod shifted = period.get().shifted(offsets);
    return new RowSpec(
        context.model(input),
        context.time(input),
        filters,
        List.of(),
        Optional.empty(),
        Optional.of(span.map(shifted::spanning).orElse(shifted)));
  }
}
