package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Dimension;
import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Metric;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Sequence;
import io.truecount.audience.Condition.Top;
import io.truecount.audience.Condition.Trait;
import io.truecount.customer.CustomerTables;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Infix;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Unary;
import java.util.List;

/**
 * Whether a condition holds for a customer; NULL for unknown.
 *
 * @param columns what the customers have
 * @param anonymous whether the audience includes anonymous customers
 */
record MemberExpr(ConditionColumns columns, boolean anonymous) implements Condition.Cases<Expr> {
  private static final Expr FALSE = new Expr.Word("FALSE");

  /** True or false, never unknown. */
  static Expr of(Audience audience, ConditionColumns columns) {
    Expr member = known(audience.where().match(new MemberExpr(columns, audience.anonymous())));
    return audience.anonymous()
        ? member
        : Expr.and(
            List.of(
                Expr.equal(Expr.column(CustomerTables.KIND), new Expr.Text(CustomerTables.KNOWN)),
                member));
  }

  /** Unknown is false. */
  private static Expr known(Expr condition) {
    return new Expr.Call("coalesce", List.of(condition, FALSE));
  }

  private Expr passes(ValueTest test, Expr value) {
    return test.match(new TestExpr(value, columns.asOf()));
  }

  @Override
  public Expr all(All all) {
    return chain(Operator.AND, all.conditions());
  }

  @Override
  public Expr any(Any any) {
    return chain(Operator.OR, any.conditions());
  }

  private Expr chain(Operator operator, List<Condition> conditions) {
    List<Expr> parts = conditions.stream().map(c -> c.match(this)).toList();
    return switch (parts.size()) {
      case 0 -> new Expr.Word(operator == Operator.AND ? "TRUE" : "FALSE");
      case 1 -> parts.get(0);
      default -> new Infix(operator, parts);
    };
  }

  @Override
  public Expr not(Not negated) {
    return new Unary(Unary.Operator.NOT, known(negated.condition().match(this)));
  }

  @Override
  public Expr trait(Trait trait) {
    return passes(trait.test(), Expr.column(trait.name()));
  }

  @Override
  public Expr dimension(Dimension dimension) {
    return passes(dimension.test(), Expr.column(ConditionColumns.ofDimension(dimension.name())));
  }

  @Override
  public Expr event(Event event) {
    return passes(event.test(), columns.events().value(event));
  }

  @Override
  public Expr metric(Metric metric) {
    return passes(metric.test(), columns.metrics().orZero(metric.value()));
  }

  @Override
  public Expr sequence(Sequence sequence) {
    return columns.sequences().holds(sequence);
  }

  @Override
  public Expr top(Top top) {
    return columns.tops().holds(top, anonymous);
  }

  @Override
  public Expr reference(Reference reference) {
    return of(requireNonNull(columns.audiences().get(reference.audience())), columns);
  }
}
