package io.truecount.metric.sql;

import java.util.List;

/** Operands with an operator between them. */
public record Infix(Operator operator, List<Expr> parts) implements Expr {
  public Infix {
    parts = List.copyOf(parts);
  }

  @Override
  public Expr with(List<Expr> others) {
    return new Infix(operator, others);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.infix(this);
  }
}
