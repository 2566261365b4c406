package io.truecount.metric.sql;

import java.util.List;

/** One operand with an operator before or after it. */
public record Unary(Operator operator, Expr operand) implements Expr {
  /** The operators of one operand. */
  public enum Operator {
    NOT("NOT %s"),
    MINUS("- %s"),
    IS_NULL("%s IS NULL"),
    IS_NOT_NULL("%s IS NOT NULL");

    private final String sql;

    Operator(String sql) {
      this.sql = sql;
    }

    String sql(String operand) {
      return sql.formatted(operand);
    }
  }

  @Override
  public List<Expr> parts() {
    return List.of(operand);
  }

  @Override
  public Expr with(List<Expr> others) {
    return new Unary(operator, others.get(0));
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.unary(this);
  }
}
