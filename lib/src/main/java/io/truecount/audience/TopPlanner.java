package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;

import io.truecount.audience.Condition.Top;
import io.truecount.customer.CustomerTables;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.Transform;
import io.truecount.metric.sql.Direction;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Frame;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Over;
import io.truecount.metric.sql.Select.Named;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the customers with the greatest values of a metric. Only those that have a value are
 * ranked: known ones, and anonymous ones in an audience that includes them. A share of N % of n
 * customers is ceil(N * n / 100) of them.
 *
 * <pre>
 *   top 50% by revenue        customer_id | revenue | in it
 *                             c1          | 30      | true
 *                             c2          | 20      | true
 *                             c3          | 10      | false
 *                             c4          | NULL    | false
 * </pre>
 *
 * Cost: one sort of the customers for each metric that is ranked by. One task sorts all customers
 * that have a value, with their traits, dimensions and metrics.
 */
final class TopPlanner {
  private final CustomerMetrics metrics;
  private final List<Ranked> tops;

  /** A condition among the customers of an audience. */
  private record Ranked(Top top, boolean anonymous) {}

  TopPlanner(Collection<Audience> audiences, CustomerMetrics metrics) {
    this.metrics = metrics;
    Set<Ranked> all = new LinkedHashSet<>();
    audiences.forEach(
        a ->
            a.where()
                .match(ConditionParts.TOPS)
                .forEach(top -> all.add(new Ranked(top, a.anonymous()))));
    this.tops = List.copyOf(all);
  }

  /** Whether a customer is at the top; never unknown. */
  Expr holds(Top top, boolean anonymous) {
    return Expr.column(column(new Ranked(top, anonymous)));
  }

  private String column(Ranked ranked) {
    return "__top_" + (tops.indexOf(ranked) + 1);
  }

  /** Customers with a column for each condition. */
  PlanNode ranked(PlanNode customers) {
    if (tops.isEmpty()) {
      return customers;
    }
    List<Named> columns = new ArrayList<>(Named.same(customers.columns()));
    tops.forEach(ranked -> columns.add(new Named(column(ranked), isIn(ranked))));
    return Transform.filtered("tops of metrics", customers, columns, Optional.empty());
  }

  private Expr isIn(Ranked ranked) {
    Expr competes = competes(ranked);
    Expr rank = new Expr.Cast(rank(ranked, competes), "BIGINT");
    Expr within =
        ranked
            .top()
            .size()
            .match(
                new TopSize.Cases<>() {
                  @Override
                  public Expr share(TopSize.Share share) {
                    return isInShare(rank, share.percent(), competes);
                  }

                  @Override
                  public Expr count(TopSize.Count count) {
                    return Expr.infix(rank, Operator.LESS_OR_EQUAL, Literals.of(count.customers()));
                  }
                });
    return new Expr.Case(List.of(competes, within, new Expr.Word("FALSE")));
  }

  private Expr competes(Ranked ranked) {
    Expr hasValue = Expr.isNotNull(metrics.value(ranked.top().value()));
    Expr known = Expr.equal(Expr.column(CustomerTables.KIND), new Expr.Text(CustomerTables.KNOWN));
    return ranked.anonymous() ? hasValue : Expr.and(List.of(hasValue, known));
  }

  private Expr rank(Ranked ranked, Expr competes) {
    Expr value = metrics.value(ranked.top().value());
    return switch (ranked.top().ties()) {
      case ID -> ranking("row_number", competes, List.of(value, Expr.column(CUSTOMER_ID)));
      case INCLUDE -> ranking("rank", competes, List.of(value));
    };
  }

  private static Expr ranking(String function, Expr partition, List<Expr> order) {
    return new Over(
        new Expr.Call(function, List.of()),
        List.of(partition),
        order,
        Direction.DESCENDING,
        Frame.DEFAULT);
  }

  /** rank &lt;= ceil(N * n / 100), in whole numbers: (rank - 1) * 100 &lt; N * n. */
  private static Expr isInShare(Expr rank, BigDecimal percent, Expr competes) {
    int scale = Math.max(0, percent.scale());
    long parts = percent.movePointRight(scale).longValueExact();
    long whole = BigDecimal.valueOf(100).movePointRight(scale).longValueExact();
    Expr count = Over.whole(new Expr.Call("count", List.of(Literals.of(1L))), List.of(competes));
    return Expr.infix(
        Expr.infix(
            Expr.infix(rank, Operator.MINUS, Literals.of(1L)), Operator.TIMES, Literals.of(whole)),
        Operator.LESS,
        Expr.infix(count, Operator.TIMES, Literals.of(parts)));
  }
}
