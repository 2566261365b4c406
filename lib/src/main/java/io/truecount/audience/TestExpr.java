package io.truecount.audience;

import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Unary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether a value passes a test at as_of; NULL for unknown. */
record TestExpr(Expr value, Instant asOf) implements ValueTest.Cases<Expr> {
  @Override
  public Expr compare(ValueTest.Compare compare) {
    Expr other = Literals.of(compare.value());
    return switch (compare.operator()) {
      case EQUAL -> Expr.equal(value, other);
      case NOT_EQUAL -> not(Expr.equal(value, other));
      case LESS -> Expr.infix(value, Operator.LESS, other);
      case LESS_OR_EQUAL -> Expr.infix(value, Operator.LESS_OR_EQUAL, other);
      case GREATER -> Expr.infix(value, Operator.GREATER, other);
      case GREATER_OR_EQUAL -> Expr.infix(value, Operator.GREATER_OR_EQUAL, other);
    };
  }

  @Override
  public Expr in(ValueTest.In in) {
    List<Expr> parts = new ArrayList<>(List.of(value));
    in.values().forEach(v -> parts.add(Literals.of(v)));
    Expr found = new Expr.In(parts);
    return in.negated() ? not(found) : found;
  }

  @Override
  public Expr exists(ValueTest.Exists exists) {
    return exists.wanted() ? Expr.isNotNull(value) : Expr.isNull(value);
  }

  @Override
  public Expr contains(ValueTest.Contains contains) {
    return new Expr.Call("array_contains", List.of(value, Literals.of(contains.value())));
  }

  @Override
  public Expr within(ValueTest.Within within) {
    return Expr.and(
        List.of(
            Expr.infix(value, Operator.GREATER_OR_EQUAL, Literals.of(within.window().start(asOf))),
            Expr.infix(value, Operator.LESS, Literals.of(asOf))));
  }

  private static Expr not(Expr condition) {
    return new Unary(Unary.Operator.NOT, condition);
  }
}
