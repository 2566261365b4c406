package io.truecount.audience;

import io.truecount.metric.sql.Expr;
import java.util.Optional;

/**
 * What a condition measures of a customer, by the expressions that {@link MemberExpr} tests; empty
 * for a condition that measures nothing itself.
 */
record MeasuredExpr(ConditionColumns columns) implements Condition.Cases<Optional<Expr>> {
  @Override
  public Optional<Expr> trait(Condition.Trait trait) {
    return Optional.of(Expr.column(trait.name()));
  }

  @Override
  public Optional<Expr> dimension(Condition.Dimension dimension) {
    return Optional.of(Expr.column(ConditionColumns.ofDimension(dimension.name())));
  }

  @Override
  public Optional<Expr> event(Condition.Event event) {
    return Optional.of(columns.events().value(event));
  }

  @Override
  public Optional<Expr> metric(Condition.Metric metric) {
    return Optional.of(columns.metrics().orZero(metric.value()));
  }

  @Override
  public Optional<Expr> top(Condition.Top top) {
    return Optional.of(columns.metrics().value(top.value()));
  }

  @Override
  public Optional<Expr> sequence(Condition.Sequence sequence) {
    return Optional.empty();
  }

  @Override
  public Optional<Expr> all(Condition.All all) {
    return Optional.empty();
  }

  @Override
  public Optional<Expr> any(Condition.Any any) {
    return Optional.empty();
  }

  @Override
  public Optional<Expr> not(Condition.Not not) {
    return Optional.empty();
  }

  @Override
  public Optional<Expr> reference(Condition.Reference reference) {
    return Optional.empty();
  }
}
