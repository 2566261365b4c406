package io.truecount.metric.sql;

import java.util.List;

/**
 * A window function: the value of the nearest later row that has one; NULL when none has.
 *
 * <pre>
 *   value   next
 *   NULL    3
 *   3       5
 *   NULL    5
 *   5       NULL
 * </pre>
 */
public record Next(Expr value) implements Expr {
  @Override
  public List<Expr> parts() {
    return List.of(value);
  }

  @Override
  public Expr with(List<Expr> others) {
    return new Next(others.get(0));
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.next(this);
  }
}
