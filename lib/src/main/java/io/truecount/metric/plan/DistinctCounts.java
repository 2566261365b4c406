package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the distinct values of one column over several sets of rows: first which sets have a
 * value, then how many values a set has. Several COUNT(DISTINCT) in one aggregation would have
 * Spark copy every row once for each of them.
 *
 * <pre>
 *   rows                      sets that have it            values
 *   customer | at    | value  customer | value | a | b     customer | a | b
 *   c1       | 1 May | web    c1       | web   | 1 | 1     c1       | 2 | 1
 *   c1       | 1 May | app    c1       | app   | 1 |
 *   c1       | 9 May | web
 * </pre>
 *
 * @param keys the columns of the groups
 * @param value the column that is counted; NULL counts in no set
 */
record DistinctCounts(List<String> keys, String value) {
  private static final Expr ONE = new Expr.Word("1");

  DistinctCounts {
    keys = List.copyOf(keys);
  }

  /**
   * The counts by group; NULL for a set without rows.
   *
   * @param sets which rows are in a set, by the column of its count; empty for all rows
   */
  PlanNode plan(PlanNode rows, Map<String, Optional<Expr>> sets) {
    List<String> byValue = new ArrayList<>(keys);
    byValue.add(value);
    List<Named> flags = new ArrayList<>();
    List<Named> counts = new ArrayList<>();
    Expr counted =
        new Expr.Case(List.of(Expr.isNotNull(Expr.column(value)), ONE, new Expr.Word("0")));
    sets.forEach(
        (column, set) -> {
          Expr in = set.<Expr>map(s -> new Expr.Case(List.of(s, ONE))).orElse(ONE);
          flags.add(new Named(column, aggregate(Aggregation.MAX, in)));
          Expr has = Expr.isNotNull(Expr.column(column));
          counts.add(
              new Named(column, aggregate(Aggregation.SUM, new Expr.Case(List.of(has, counted)))));
        });
    PlanNode values = new Aggregate("values of each set", rows, byValue, flags);
    return new Aggregate("distinct values of each set", values, keys, counts);
  }

  private static Expr aggregate(Aggregation aggregation, Expr value) {
    return new Expr.Aggregate(Aggregator.of(aggregation), value, Optional.empty());
  }
}
