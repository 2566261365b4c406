package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a level, which is not added up over time: those at the first or last date of each group.
 * NULL groups are groups.
 */
final class SemiAdditiveRows {
  private static final String LEVEL = "__level";
  private static final String LIMIT = "__level_limit";

  private final RowPlanner rows;
  private final RowSpec spec;
  private final Scope scope;
  private final Measure.NonAdditive level;

  SemiAdditiveRows(RowPlanner rows, RowSpec spec, Scope scope, Measure.NonAdditive level) {
    this.rows = rows;
    this.spec = spec;
    this.scope = scope;
    this.level = level;
  }

  PlanNode plan() {
    Expr date = Expr.column(date());
    List<Expr> groups = groups();
    PlanNode input = rows.plan();
    List<Named> values = new ArrayList<>(input.columns().stream().map(Named::same).toList());
    Aggregator limit = Aggregator.of(level.last() ? Aggregation.MAX : Aggregation.MIN);
    Expr ofGroup = new Expr.Aggregate(limit, date, Optional.empty());
    values.add(new Named(LIMIT, new Expr.Over(ofGroup, groups, List.of(), false, false)));
    PlanNode limits =
        new PlanNode.Transform(
            "%s date of each group".formatted(level.last() ? "last" : "first"),
            input,
            values,
            Optional.empty(),
            false);
    return PlanNode.Transform.filter(
        "rows at that date", limits, Optional.of(Expr.equal(date, Expr.column(LIMIT))));
  }

  /** The column with the date of a level; another than the rows' own time is added. */
  private String date() {
    if (level.dimension().equals(spec.time().name())) {
      return Rows.TIME;
    }
    spec.model()
        .dimension(level.dimension())
        .ifPresent(
            d ->
                rows.needValue(LEVEL, new Expr.Trunc(d.grain().orElse(Grain.DAY), Rows.moment(d))));
    return LEVEL;
  }

  private List<Expr> groups() {
    List<Expr> groups = new ArrayList<>();
    for (String grouping : level.groupings()) {
      String column = "__level_" + grouping;
      spec.model().entity(grouping).ifPresent(e -> rows.need(column, e.sql(), e.where()));
      spec.model().dimension(grouping).ifPresent(d -> rows.need(column, d.sql(), d.where()));
      groups.add(Expr.column(column));
    }
    scope.columns().stream().filter(this::isItsTime).map(Expr::column).forEach(groups::add);
    return groups;
  }

  private boolean isItsTime(String column) {
    return rows.columns().items().get(column) instanceof GroupByItem.Time time
        && time.path().isEmpty()
        && time.dimension().name().equals(level.dimension());
  }
}
