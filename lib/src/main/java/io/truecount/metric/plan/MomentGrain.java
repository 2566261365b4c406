package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Window;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How fine the moments of a spine must be for rows that count at other times than their own. */
final class MomentGrain {
  private MomentGrain() {}

  /**
   * Days, or what is finer of groups, filters, windows and offsets.
   *
   * @param used what groups and filters use of the own time
   * @param asked what of it the groups are
   */
  static Grain of(
      PlanningContext context,
      RowSpec spec,
      Map<String, GroupByItem.Unit> used,
      Collection<GroupByItem.Unit> asked) {
    Stream<RowSpec.Offset> offsets =
        spec.offsets().stream().filter(offset -> OffsetPeriods.whole(asked, offset).isEmpty());
    Stream<String> lengths =
        Stream.concat(
            spec.span().stream().flatMap(span -> length(span.window(), span.grainToDate())),
            offsets.flatMap(offset -> length(offset.window(), offset.toGrain())));
    return Stream.concat(
            Stream.of(Grain.DAY, SpineMoments.finest(context, Optional.empty(), used)),
            lengths.flatMap(name -> Grain.named(name).stream()))
        .min(Grain::compareTo)
        .orElseThrow();
  }

  private static Stream<String> length(Optional<Window> window, Optional<String> toGrain) {
    return Stream.concat(window.map(Window::grain).stream(), toGrain.stream());
  }
}
