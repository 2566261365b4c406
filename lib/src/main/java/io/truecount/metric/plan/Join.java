package io.truecount.metric.plan;

import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Select;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins two inputs. Columns come from the relations {@code l} and {@code r}.
 *
 * <pre>
 *   left                right                 LEFT, on equal customers, gives
 *   customer | amount   customer | country    amount | country
 *   c1       | 10       c1       | DE         10     | DE
 *   c1       | 20       c2       | FR         20     | DE
 *   c3       | 5                              5      | NULL
 * </pre>
 *
 * @param on the condition of the join; empty for a cross join
 * @param where the condition of the joined rows that are kept; empty for all
 */
public record Join(
    String purpose,
    JoinKind kind,
    PlanNode left,
    PlanNode right,
    Optional<Expr> on,
    List<Named> values,
    Optional<Expr> where)
    implements PlanNode {
  public static final String LEFT = "l";
  public static final String RIGHT = "r";

  public Join {
    values = List.copyOf(values);
  }

  /**
   * A join on a condition.
   *
   * @param values over the relations {@code l} and {@code r}
   */
  public static Join on(
      String purpose, JoinKind kind, PlanNode left, PlanNode right, Expr on, List<Named> values) {
    return new Join(purpose, kind, left, right, Optional.of(on), values, Optional.empty());
  }

  /** Every row of one input with every row of the other. */
  static Join cross(String purpose, PlanNode left, PlanNode right) {
    List<Named> values = new ArrayList<>(Named.of(LEFT, left.columns()));
    values.addAll(Named.of(RIGHT, right.columns()));
    return new Join(
        purpose, JoinKind.CROSS, left, right, Optional.empty(), values, Optional.empty());
  }

  /** The condition that a column of the left input equals one of the right input. */
  public static Expr equal(String left, String right) {
    return Expr.equal(left(left), right(right));
  }

  static Expr left(String column) {
    return Expr.column(LEFT, column);
  }

  static Expr right(String column) {
    return Expr.column(RIGHT, column);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public List<String> columns() {
    return values.stream().map(Named::name).toList();
  }

  @Override
  public Select select(List<String> steps) {
    return Select.of(values, new Select.Step(steps.get(0), LEFT), where)
        .joined(new Select.Join(kind, new Select.Step(steps.get(1), RIGHT), on));
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.join(this);
  }
}
