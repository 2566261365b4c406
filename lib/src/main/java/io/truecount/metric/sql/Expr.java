package io.truecount.metric.sql;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An SQL expression, independent of the engine. Equal expressions are equal objects. */
public sealed interface Expr
    permits Expr.Leaf,
        Infix,
        Unary,
        Expr.In,
        Expr.Divide,
        Expr.Call,
        Expr.Cast,
        Expr.Case,
        Over,
        Next,
        Expr.Aggregate,
        TimeExpr {
  /** The direct parts. */
  List<Expr> parts();

  /** The same expression over other parts, given in the order of {@link #parts}. */
  Expr with(List<Expr> parts);

  /**
   * Calls the method of {@code cases} for this kind: a new kind breaks the build until all callers
   * handle it.
   */
  <R> R match(Cases<R> cases);

  /**
   * One result for each kind of expression.
   *
   * @param <R> the result
   */
  interface Cases<R> {
    R column(Column expr);

    R text(Text expr);

    R word(Word expr);

    R infix(Infix expr);

    R unary(Unary expr);

    R in(In expr);

    R divide(Divide expr);

    R call(Call expr);

    R cast(Cast expr);

    R choice(Case expr);

    R time(TimeExpr expr);

    R over(Over expr);

    R next(Next expr);

    R aggregate(Aggregate expr);
  }

  /** An expression without parts. */
  sealed interface Leaf extends Expr {
    @Override
    default List<Expr> parts() {
      return List.of();
    }

    @Override
    default Expr with(List<Expr> parts) {
      return this;
    }
  }

  /** A column of a named relation; an empty relation means the only one there is. */
  record Column(String relation, String name) implements Leaf {
    @Override
    public Expr mapColumnsTo(Function<Column, Expr> change) {
      return change.apply(this);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.column(this);
    }
  }

  /** A text. */
  record Text(String value) implements Leaf {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.text(this);
    }
  }

  /** A number, true, false or NULL: text that is the same in every dialect. */
  record Word(String sql) implements Leaf {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.word(this);
    }
  }

  /** A value and the list it is looked up in. */
  record In(List<Expr> parts) implements Expr {
    public In {
      parts = List.copyOf(parts);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new In(others);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.in(this);
    }
  }

  /** Division as doubles; by zero it is NULL. */
  record Divide(Expr dividend, Expr divisor) implements Expr {
    @Override
    public List<Expr> parts() {
      return List.of(dividend, divisor);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Divide(others.get(0), others.get(1));
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.divide(this);
    }
  }

  /** A function that every dialect knows by this name. */
  record Call(String function, List<Expr> parts) implements Expr {
    public Call {
      parts = List.copyOf(parts);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Call(function, others);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.call(this);
    }
  }

  /** A change of type; the name of the type is the one of the SQL standard. */
  record Cast(Expr value, String type) implements Expr {
    @Override
    public List<Expr> parts() {
      return List.of(value);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Cast(others.get(0), type);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.cast(this);
    }
  }

  /** Conditions and values in turn; a last one alone is the ELSE. */
  record Case(List<Expr> parts) implements Expr {
    public Case {
      parts = List.copyOf(parts);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Case(others);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.choice(this);
    }
  }

  /** An aggregation of rows, of all or of those that a condition holds for. */
  record Aggregate(Aggregator aggregator, Expr value, Optional<Expr> filter) implements Expr {
    @Override
    public List<Expr> parts() {
      return filter.map(f -> List.of(value, f)).orElseGet(() -> List.of(value));
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Aggregate(aggregator, others.get(0), filter.map(f -> others.get(1)));
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.aggregate(this);
    }
  }

  static Column column(String name) {
    return new Column("", name);
  }

  static Column column(String relation, String name) {
    return new Column(relation, name);
  }

  static Expr equal(Expr left, Expr right) {
    return infix(left, Operator.EQUAL, right);
  }

  /** Two operands with an operator between them. */
  static Expr infix(Expr first, Operator operator, Expr second) {
    return new Infix(operator, List.of(first, second));
  }

  static Expr isNull(Expr operand) {
    return new Unary(Unary.Operator.IS_NULL, operand);
  }

  static Expr isNotNull(Expr operand) {
    return new Unary(Unary.Operator.IS_NOT_NULL, operand);
  }

  /** All of them; one alone stays itself. */
  static Expr and(List<Expr> all) {
    return all.size() == 1 ? all.get(0) : new Infix(Operator.AND, all);
  }

  /** All of them; empty for none. */
  static Optional<Expr> allOf(List<Expr> conditions) {
    return conditions.isEmpty() ? Optional.empty() : Optional.of(and(conditions));
  }

  /** Any of them; empty for none. */
  static Optional<Expr> anyOf(List<Expr> conditions) {
    if (conditions.size() < 2) {
      return conditions.stream().findFirst();
    }
    return Optional.of(new Infix(Operator.OR, conditions));
  }

  /** This expression with every column replaced by another. */
  default Expr mapColumns(UnaryOperator<Column> change) {
    return mapColumnsTo(change::apply);
  }

  /** This expression with every column replaced by an expression. */
  default Expr mapColumnsTo(Function<Column, Expr> change) {
    return with(parts().stream().map(part -> part.mapColumnsTo(change)).toList());
  }

  /** The names of all columns in it. */
  default Set<String> columns() {
    Set<String> result = new TreeSet<>();
    mapColumns(
        column -> {
          result.add(column.name());
          return column;
        });
    return result;
  }
}
