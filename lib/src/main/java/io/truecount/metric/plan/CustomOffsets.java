package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
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
 * Joins rows to the time spine for offsets by custom grains, whose periods are columns of the
 * spine.
 *
 * <pre>
 *   day   | season     rows            offset of 1 season gives   time  | order
 *   1 May | spring     time  | order                              3 May | a
 *   2 May | spring     1 May | a
 *   3 May | summer
 * </pre>
 */
final class CustomOffsets {
  private static final String DAY = "__day";
  private static final String PERIOD = "__period";
  private static final String FIRST = "__first";
  private static final String LAST = "__last";
  private static final String NUMBER = "__number";

  private final Spines spines;

  CustomOffsets(Spines spines) {
    this.spines = spines;
  }

  /**
   * Offset by custom periods: the n-th day of a period looks back at the n-th day of the earlier
   * one. In a query by the custom grain alone, days that a shorter period lacks become its last
   * day.
   */
  PlanNode byWindow(PlanNode rows, String time, Window window, List<GroupByItem.Unit> requested) {
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
    return TimeSpineJoins.onSpine(
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

  PlanNode toStart(PlanNode rows, String time, String grain) {
    PlanNode days = spines.periods(grain, DAY, PERIOD);
    PlanNode starts =
        Transform.of(
            "first day of the %s of each day".formatted(grain),
            days,
            List.of(
                new Named(time, Expr.column(DAY)),
                new Named(FIRST, Over.whole(of(Aggregation.MIN), List.of(Expr.column(PERIOD))))));
    return TimeSpineJoins.onSpine(
        "value at the start of the " + grain, starts, rows, time, List.of(Join.equal(FIRST, time)));
  }

  private static Expr of(Aggregation aggregation) {
    return new Expr.Aggregate(Aggregator.of(aggregation), Expr.column(DAY), Optional.empty());
  }

  private static Expr over(String function, List<Expr> arguments, List<Expr> partition, Expr by) {
    return Over.ordered(new Expr.Call(function, arguments), partition, List.of(by));
  }
}
