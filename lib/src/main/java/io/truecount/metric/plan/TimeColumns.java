package io.truecount.metric.plan;

import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TimeExpr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds columns with grains and parts of a time to rows. */
final class TimeColumns {
  private static final String SPINE_VALUE = "__moment_of_spine";

  private TimeColumns() {}

  /**
   * The rows with one more column for each unit.
   *
   * <pre>
   *   __time | orders    month, day of week gives   __time | orders | month | dow
   *   31 May | 2                                    31 May | 2      | 1 May | 7
   *   1 June | 1                                    1 June | 1      | 1 June| 1
   * </pre>
   *
   * @param time the column of the rows with the time
   * @param units the units to add, by the names of the new columns
   */
  static PlanNode added(
      PlanNode rows, String time, Map<String, GroupByItem.Unit> units, Spines spines) {
    List<Named> values = new ArrayList<>(Named.same(rows.columns()));
    Map<String, String> custom = new LinkedHashMap<>();
    units.forEach(
        (column, unit) ->
            unit.of(Expr.column(time))
                .ifPresentOrElse(
                    value -> values.add(new Named(column, value)),
                    () -> unit.customGrain().ifPresent(grain -> custom.put(column, grain))));
    PlanNode result = rows;
    if (values.size() > rows.columns().size()) {
      result = Transform.of("periods of the time", rows, values);
    }
    for (Map.Entry<String, String> one : custom.entrySet()) {
      result = withCustom(result, time, one.getKey(), one.getValue(), spines);
    }
    return result;
  }

  private static PlanNode withCustom(
      PlanNode rows, String time, String column, String grain, Spines spines) {
    PlanNode periods = spines.periods(grain, SPINE_VALUE, column);
    Expr cut = new TimeExpr.Trunc(spines.ofCustom(grain).grain(), Join.left(time));
    List<Named> values = new ArrayList<>(Named.of(Join.LEFT, rows.columns()));
    values.add(Named.of(Join.RIGHT, column));
    return Join.on(
        "%s of the time".formatted(grain),
        JoinKind.LEFT,
        rows,
        periods,
        Expr.equal(cut, Join.right(SPINE_VALUE)),
        values);
  }
}
