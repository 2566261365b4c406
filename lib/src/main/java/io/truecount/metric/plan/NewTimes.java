package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.plan.Semantics.SpineGrain;
import io.truecount.metric.sql.Expr;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gives cumulated or offset rows the time that they count at, by joins with the time spine.
 *
 * @param used the units of the own time that groups and filters use, by column
 * @param requested the units of the own time that the groups use
 * @param keepsDays whether later steps need single dates
 */
record NewTimes(
    PlanningContext context,
    RowSpec spec,
    Map<String, GroupByItem.Unit> used,
    List<GroupByItem.Unit> requested,
    boolean keepsDays) {
  NewTimes {
    requested = List.copyOf(requested);
  }

  /** Whether rows get another time than their own. */
  boolean exist() {
    return !spec.offsets().isEmpty() || isCumulated();
  }

  /** Whether rows are cumulated. A query without a time counts all rows instead. */
  boolean isCumulated() {
    return spec.span().isPresent() && !requested.isEmpty();
  }

  /**
   * The grain of the new time: days, unless the query, a filter, a window or an offset is finer, or
   * the time itself is coarser. Rows without a new time keep the grain of their own.
   */
  Grain grain() {
    Grain own = spec.time().grain().orElse(Grain.DAY);
    boolean keepsOwn =
        context.semantics().spineGrain() == SpineGrain.OF_METRIC && context.spines().has(own);
    return !exist() || keepsOwn ? own : coarser(own, spineGrain());
  }

  /** The finest of a day and of the grains of groups, filters, windows and offsets. */
  private Grain spineGrain() {
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

  /**
   * The rows at their new time: cumulated first, then offset. Examples: {@link TimeSpineJoins}.
   *
   * @param range the condition of the times that are queried
   */
  PlanNode joined(PlanNode rows, Optional<Expr> range) {
    TimeSpineJoins joins = new TimeSpineJoins(context.spines(spec));
    PlanNode result = rows;
    Grain times = grain();
    if (isCumulated()) {
      Optional<Expr> spineFilter = spec.offsets().isEmpty() ? range : Optional.empty();
      result = joins.cumulated(result, Rows.TIME, times, spec.span().orElseThrow(), spineFilter);
    }
    Grain step = spec.offsets().isEmpty() ? times : step();
    for (RowSpec.Offset offset : spec.offsets()) {
      result = joins.offset(result, Rows.TIME, times, step, offset, units(offset));
      times = step;
    }
    return result;
  }

  /** The periods that the offsets shift; single dates where later steps need them. */
  private Grain step() {
    Grain spine = grain();
    if (!context.semantics().shiftsWholePeriods() || isCumulated() || keepsDays) {
      return spine;
    }
    List<Grain> whole =
        spec.offsets().stream()
            .flatMap(offset -> OffsetPeriods.whole(requested, offset).stream())
            .toList();
    if (whole.size() == spec.offsets().size()) {
      return coarser(whole.get(0), spine);
    }
    return spec.offsets().stream().allMatch(offset -> OffsetPeriods.isOfMonths(requested, offset))
        ? coarser(Grain.MONTH, spine)
        : spine;
  }

  /**
   * The queried units of the time that an offset gives. Cumulated rows keep single dates, because
   * periods are made of them later.
   */
  private List<GroupByItem.Unit> units(RowSpec.Offset offset) {
    return isCumulated() && offset.toGrain().isPresent() ? List.of() : requested;
  }

  private static Grain coarser(Grain left, Grain right) {
    return left.finerThan(right) ? right : left;
  }
}
