package io.truecount.metric.plan;

import io.truecount.metric.plan.PlanNode.Join;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds the asked grains and parts of a moment to rows. */
final class TimeColumns {
  private static final String MOMENT = "__moment_of_spine";

  private TimeColumns() {}

  /**
   * The rows with one more column for each unit.
   *
   * @param moment the column of the rows that holds the moment
   * @param units what is asked of it, by the name of the new column
   */
  static PlanNode added(
      PlanNode rows, String moment, Map<String, GroupByItem.Unit> units, Spines spines) {
    List<Named> values = new ArrayList<>(rows.columns().stream().map(Named::same).toList());
    Map<String, String> custom = new LinkedHashMap<>();
    units.forEach(
        (column, unit) ->
            unit.of(Expr.column(moment))
                .ifPresentOrElse(
                    value -> values.add(new Named(column, value)),
                    () -> custom.put(column, ((GroupByItem.OfCustom) unit).grain())));
    PlanNode result = rows;
    if (values.size() > rows.columns().size()) {
      result = new PlanNode.Transform("periods of the time", rows, values, Optional.empty(), false);
    }
    for (Map.Entry<String, String> one : custom.entrySet()) {
      result = withCustom(result, moment, one.getKey(), one.getValue(), spines);
    }
    return result;
  }

  private static PlanNode withCustom(
      PlanNode rows, String moment, String column, String grain, Spines spines) {
    PlanNode periods = spines.periods(grain, MOMENT, column);
    Expr cut = new Expr.Trunc(spines.ofCustom(grain).grain(), Expr.column(Join.LEFT, moment));
    List<Named> values =
        new ArrayList<>(rows.columns().stream().map(c -> Named.of(Join.LEFT, c)).toList());
    values.add(Named.of(Join.RIGHT, column));
    return new Join(
        "%s of the time".formatted(grain),
        "LEFT JOIN",
        rows,
        periods,
        Optional.of(Expr.equal(cut, Expr.column(Join.RIGHT, MOMENT))),
        values,
        Optional.empty());
  }
}
