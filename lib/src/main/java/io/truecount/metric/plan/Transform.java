package io.truecount.metric.plan;

import io.truecount.metric.sql.Duplicates;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select;
import io.truecount.metric.sql.Select.Named;
import java.util.List;
import java.util.Optional;

/**
 * Computes other columns of the same rows, or keeps only the rows that a condition holds for.
 *
 * <pre>
 *   orders | visits        rate = orders / visits, where visits &gt; 0   gives   rate
 *   2      | 8                                                              0.25
 *   1      | 2                                                              0.5
 *   0      | 0
 * </pre>
 *
 * @param values over the columns of the input
 * @param where the condition of the rows that are kept; empty for all
 */
public record Transform(
    String purpose, PlanNode input, List<Named> values, Optional<Expr> where, Duplicates duplicates)
    implements PlanNode {
  public Transform {
    values = List.copyOf(values);
  }

  /** All rows with other columns. */
  static Transform of(String purpose, PlanNode input, List<Named> values) {
    return filtered(purpose, input, values, Optional.empty());
  }

  /** The rows that a condition holds for, with other columns. */
  public static Transform filtered(
      String purpose, PlanNode input, List<Named> values, Optional<Expr> where) {
    return new Transform(purpose, input, values, where, Duplicates.KEEP);
  }

  /** The distinct rows among those that a condition holds for, with other columns. */
  static Transform distinct(
      String purpose, PlanNode input, List<Named> values, Optional<Expr> where) {
    return new Transform(purpose, input, values, where, Duplicates.DROP);
  }

  /** The rows that a condition holds for, as they are; the input itself without a condition. */
  static PlanNode filter(String purpose, PlanNode input, Optional<Expr> where) {
    return where.isEmpty() ? input : filtered(purpose, input, Named.same(input.columns()), where);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public List<String> columns() {
    return values.stream().map(Named::name).toList();
  }

  @Override
  public Select select(List<String> steps) {
    return Select.of(values, new Select.Step(steps.get(0), steps.get(0)), where).with(duplicates);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.transform(this);
  }
}
