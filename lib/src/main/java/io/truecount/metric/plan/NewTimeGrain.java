package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Window;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the grain of the time spine that cumulated or offset rows are joined with, which is the
 * grain of their new time.
 */
final class NewTimeGrain {
  private NewTimeGrain() {}

  /**
   * The finest of a day and of the grains of groups, filters, windows and offsets.
   *
   * @param used the units of the own time that groups and filters use
   * @param requested the units of the own time that the groups use
   */
  static Grain of(
      PlanningContext context,
      RowSpec spec,
      Map<String, GroupByItem.Unit> used,
      Collection<GroupByItem.Unit> requested) {
    Stream<RowSpec.Offset> offsets =
        spec.offsets().stream().filter(offset -> OffsetPeriods.whole(requested, offset).isEmpty());
    Stream<String> lengths =
        Stream.concat(
            spec.span().stream().flatMap(span -> length(span.window(), span.grainToDate())),
            offsets.flatMap(offset -> length(offset.window(), offset.toGrain())));
    return Stream.concat(
            Stream.of(Grain.DAY, SpinePeriods.finest(context, Optional.empty(), used)),
            lengths.flatMap(name -> Grain.named(name).stream()))
        .min(Grain::compareTo)
        .orElseThrow();
  }

  private static Stream<String> length(Optional<Window> window, Optional<String> toGrain) {
    return Stream.concat(window.map(Window::grain).stream(), toGrain.stream());
  }
}
