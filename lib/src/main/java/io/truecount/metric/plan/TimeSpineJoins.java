package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TimeExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins rows to the time spine for running totals and offsets. Each row gets the value of the spine
 * as its new time, once for every value that it counts at.
 */
final class TimeSpineJoins {

  private final Spines spines;

  TimeSpineJoins(Spines spines) {
    this.spines = spines;
  }

  /**
   * Every row at each spine value from its own time on: forever, for a window, or until its period
   * ends.
   *
   * <pre>
   *   rows            window of 2 days gives   time  | order
   *   time  | order                            1 May | a
   *   1 May | a                                2 May | a
   *   2 May | b                                2 May | b
   *                                            3 May | b
   * </pre>
   *
   * @param spineFilter which spine values are kept
   */
  PlanNode cumulated(
      PlanNode rows, String time, Grain grain, RowSpec.Span span, Optional<Expr> spineFilter) {
    List<Expr> on = new ArrayList<>();
    on.add(Expr.infix(Join.right(time), Operator.LESS_OR_EQUAL, Join.left(time)));
    span.window()
        .flatMap(w -> shifted(Join.left(time), w, -1))
        .ifPresent(start -> on.add(Expr.infix(Join.right(time), Operator.GREATER, start)));
    span.grainToDate()
        .flatMap(Grain::named)
        .ifPresent(
            g ->
                on.add(
                    Expr.infix(
                        Join.right(time),
                        Operator.GREATER_OR_EQUAL,
                        new TimeExpr.Trunc(g, Join.left(time)))));
    PlanNode spine = Transform.filter("moments asked for", spines.values(grain, time), spineFilter);
    return onSpine("rows up to each " + grain.label(), spine, rows, time, on);
  }

  /**
   * Every row at the spine values that look back at it.
   *
   * <pre>
   *   rows            offset of 1 month gives   time   | order    offset to month, by day, gives
   *   time   | order                            31 May | a        1 May, 2 May, …, 31 May | c
   *   30 Apr | a                                30 May | a
   *   1 May  | c                                1 June | c
   * </pre>
   *
   * @param from the grain of the rows' times
   * @param grain the grain of the spine and of the new times; not finer than {@code from}
   * @param requested the queried units of the new time
   */
  PlanNode offset(
      PlanNode rows,
      String time,
      Grain from,
      Grain grain,
      RowSpec.Offset offset,
      List<GroupByItem.Unit> requested) {
    Expr own = from == grain ? Join.right(time) : new TimeExpr.Trunc(grain, Join.right(time));
    if (offset.window().isPresent()) {
      Window window = offset.window().get();
      Optional<Expr> source = shifted(Join.left(time), window, -1);
      return source.isPresent()
          ? onSpine(
              "value of %s before".formatted(window),
              spines.values(grain, time),
              rows,
              time,
              List.of(Expr.equal(source.get(), own)))
          : new CustomOffsets(spines).byWindow(rows, time, window, requested);
    }
    String toGrain = offset.toGrain().orElse("");
    Optional<Grain> standard = Grain.named(toGrain);
    if (standard.isEmpty()) {
      return new CustomOffsets(spines).toStart(rows, time, toGrain);
    }
    PlanNode spine =
        Transform.filter(
            "first %s of each period".formatted(grain.label()),
            spines.values(grain, time),
            starts(time, grain, requested));
    return onSpine(
        "value at the start of the " + toGrain,
        spine,
        rows,
        time,
        List.of(Expr.equal(new TimeExpr.Trunc(standard.get(), Join.left(time)), own)));
  }

  /**
   * Which spine values count for an offset to the start of a period: all when the query is by their
   * grain, otherwise only the first value of each queried period.
   */
  private static Optional<Expr> starts(String time, Grain grain, List<GroupByItem.Unit> requested) {
    if (requested.contains(new GroupByItem.OfGrain(grain))) {
      return Optional.empty();
    }
    List<Expr> any =
        requested.stream()
            .flatMap(unit -> unit.standardGrain().stream())
            .map(g -> new TimeExpr.Trunc(g, Expr.column(time)))
            .map(start -> Expr.equal(start, Expr.column(time)))
            .toList();
    return Expr.anyOf(any);
  }

  private static Optional<Expr> shifted(Expr timestamp, Window window, int direction) {
    return Grain.named(window.grain())
        .map(g -> new TimeExpr.Shift(timestamp, direction * window.count(), g));
  }

  /** The rows at the spine values that a condition joins them with. */
  static PlanNode onSpine(
      String purpose, PlanNode spine, PlanNode rows, String time, List<Expr> on) {
    List<Named> values = new ArrayList<>();
    values.add(Named.of(Join.LEFT, time));
    rows.columns().stream()
        .filter(c -> !c.equals(time))
        .forEach(c -> values.add(Named.of(Join.RIGHT, c)));
    return Join.on(purpose, JoinKind.INNER, spine, rows, Expr.and(on), values);
  }
}
