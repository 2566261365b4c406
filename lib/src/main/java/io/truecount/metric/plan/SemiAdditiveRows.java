package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Over;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TimeExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans the rows of a semi-additive measure, such as a stock level, which may not be summed over
 * time: only the rows at the first or last date of each group are kept. NULL is a group of its own.
 *
 * <pre>
 *   day   | shop | stock    last day of each month and shop gives   day    | shop | stock
 *   1 May | a    | 7                                                31 May | a    | 9
 *   31 May| a    | 9                                                30 May | b    | 4
 *   30 May| b    | 4
 * </pre>
 */
final class SemiAdditiveRows {
  private static final String DATE = "__level";
  private static final String LIMIT = "__level_limit";

  private final RowPlanner rows;
  private final RowSpec spec;
  private final Scope scope;
  private final Measure.NonAdditive nonAdditive;

  SemiAdditiveRows(RowPlanner rows, RowSpec spec, Scope scope, Measure.NonAdditive nonAdditive) {
    this.rows = rows;
    this.spec = spec;
    this.scope = scope;
    this.nonAdditive = nonAdditive;
  }

  PlanNode plan() {
    Expr date = Expr.column(date());
    List<Expr> groups = groups();
    PlanNode input = rows.plan();
    List<Named> values = new ArrayList<>(Named.same(input.columns()));
    Aggregator limit = Aggregator.of(nonAdditive.last() ? Aggregation.MAX : Aggregation.MIN);
    Expr ofGroup = new Expr.Aggregate(limit, date, Optional.empty());
    values.add(new Named(LIMIT, Over.whole(ofGroup, groups)));
    PlanNode limits =
        Transform.of(
            "%s date of each group".formatted(nonAdditive.last() ? "last" : "first"),
            input,
            values);
    return Transform.filter(
        "rows at that date", limits, Optional.of(Expr.equal(date, Expr.column(LIMIT))));
  }

  /** The column with the date that decides; added when it is not the rows' own time. */
  private String date() {
    if (nonAdditive.dimension().equals(spec.time().name())) {
      return Rows.TIME;
    }
    spec.model()
        .dimension(nonAdditive.dimension())
        .ifPresent(
            d ->
                rows.needValue(
                    DATE,
                    new TimeExpr.Trunc(d.grain().orElse(Grain.DAY), SourceColumns.timestamp(d))));
    return DATE;
  }

  private List<Expr> groups() {
    List<Expr> groups = new ArrayList<>();
    for (String grouping : nonAdditive.groupings()) {
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
        && time.dimension().name().equals(nonAdditive.dimension());
  }
}
