package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Over;
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
  private static final String DAY = "__day";
  private static final String PERIOD = "__period";
  private static final String FIRST = "__first";
  private static final String LAST = "__last";
  private static final String NUMBER = "__number";

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
          : customOffset(rows, time, window, requested);
    }
    String toGrain = offset.toGrain().orElse("");
    Optional<Grain> standard = Grain.named(toGrain);
    if (standard.isEmpty()) {
      return customStart(rows, time, toGrain);
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
            .filter(GroupByItem.OfGrain.class::isInstance)
            .flatMap(unit -> unit.of(Expr.column(time)).stream())
            .map(start -> Expr.equal(start, Expr.column(time)))
            .toList();
    return Expr.anyOf(any);
  }

  private static Optional<Expr> shifted(Expr timestamp, Window window, int direction) {
    return Grain.named(window.grain())
        .map(g -> new TimeExpr.Shift(timestamp, direction * window.count(), g));
  }

  private static PlanNode onSpine(
      String purpose, PlanNode spine, PlanNode rows, String time, List<Expr> on) {
    List<Named> values = new ArrayList<>();
    values.add(Named.of(Join.LEFT, time));
    rows.columns().stream()
        .filter(c -> !c.equals(time))
        .forEach(c -> values.add(Named.of(Join.RIGHT, c)));
    return Join.on(purpose, JoinKind.INNER, spine, rows, Expr.and(on), values);
  }

  /**
   * Offset by custom periods: the n-th day of a period looks back at the n-th day of the earlier
   * one. In a query by the custom grain alone, days that a shorter period lacks become its last
   * day.
   */
  private PlanNode customOffset(
      PlanNode rows, String time, Window window, List<GroupByItem.Unit> requested) {
    PlanNode days = spines.periods(window.grain(), DAY, PERIOD);
    List<Named> numbered = new ArrayList<>(Named.same(days.columns()));
    numbered.add(
        new Named(
            NUMBER, over("row_number", List.of(), List.of(Expr.column(PERIOD)), Expr.column(DAY))));
    PlanNode numbers = Transform.of("number of each day in its " + window.grain(), days, numbered);
    PlanNode bounds = bounds(days, window);
    boolean clamp =
        !requested.isEmpty()
            && requested.stream().allMatch(new GroupByItem.OfCustom(window.grain())::equals);
    Expr later =
        new TimeExpr.ShiftBy(
            Join.right(FIRST),
            Expr.infix(Join.left(NUMBER), Operator.MINUS, new Expr.Word("1")),
            spines.ofCustom(window.grain()).grain());
    Expr last = Join.right(LAST);
    PlanNode targets =
        new Join(
            "day that looks back at each day",
            JoinKind.INNER,
            numbers,
            bounds,
            Optional.of(Join.equal(PERIOD, PERIOD)),
            List.of(
                new Named(DAY, Join.left(DAY)),
                new Named(time, clamp ? new Expr.Call("least", List.of(later, last)) : later)),
            clamp
                ? Optional.of(Expr.isNotNull(last))
                : Optional.of(Expr.infix(later, Operator.LESS_OR_EQUAL, last)));
    return onSpine(
        "value of %s before".formatted(window),
        targets,
        rows,
        time,
        List.of(Join.equal(DAY, time)));
  }

  private static PlanNode bounds(PlanNode days, Window window) {
    PlanNode each =
        new Aggregate(
            "first and last day of each " + window.grain(),
            days,
            List.of(PERIOD),
            List.of(new Named(FIRST, of(Aggregation.MIN)), new Named(LAST, of(Aggregation.MAX))));
    Expr count = new Expr.Word(String.valueOf(window.count()));
    return Transform.of(
        "the period so many later",
        each,
        List.of(
            Named.same(PERIOD),
            new Named(
                FIRST,
                over("lead", List.of(Expr.column(FIRST), count), List.of(), Expr.column(FIRST))),
            new Named(
                LAST,
                over("lead", List.of(Expr.column(LAST), count), List.of(), Expr.column(FIRST)))));
  }

  private PlanNode customStart(PlanNode rows, String time, String grain) {
    PlanNode days = spines.periods(grain, DAY, PERIOD);
    PlanNode starts =
        Transform.of(
            "first day of the %s of each day".formatted(grain),
            days,
            List.of(
                new Named(time, Expr.column(DAY)),
                new Named(FIRST, Over.whole(of(Aggregation.MIN), List.of(Expr.column(PERIOD))))));
    return onSpine(
        "value at the start of the " + grain, starts, rows, time, List.of(Join.equal(FIRST, time)));
  }

  private static Expr of(Aggregation aggregation) {
    return new Expr.Aggregate(Aggregator.of(aggregation), Expr.column(DAY), Optional.empty());
  }

  private static Expr over(String function, List<Expr> arguments, List<Expr> partition, Expr by) {
    return Over.ordered(new Expr.Call(function, arguments), partition, List.of(by));
  }
}
