package io.truecount.metric.sql;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Grain;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A SQL expression, free of any dialect. Equal expressions are equal objects. */
public sealed interface Expr {
  /** The direct parts. */
  List<Expr> parts();

  /** The same expression over other parts, given in the order of {@link #parts}. */
  Expr with(List<Expr> parts);

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
  record Column(String relation, String name) implements Leaf {}

  /** A text. */
  record Text(String value) implements Leaf {}

  /** A number, true, false or NULL: written alike in every dialect. */
  record Word(String sql) implements Leaf {}

  /** Operands with an operator between them. */
  record Infix(String operator, List<Expr> parts) implements Expr {
    public Infix {
      parts = List.copyOf(parts);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Infix(operator, others);
    }
  }

  /** An operator before its operand: NOT, minus. */
  record Prefix(String operator, Expr operand) implements Expr {
    @Override
    public List<Expr> parts() {
      return List.of(operand);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Prefix(operator, others.get(0));
    }
  }

  /** An operator after its operand: IS NULL, IS NOT NULL. */
  record Postfix(Expr operand, String operator) implements Expr {
    @Override
    public List<Expr> parts() {
      return List.of(operand);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Postfix(others.get(0), operator);
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
  }

  /** The start of the period of a grain that a moment lies in. */
  record Trunc(Grain grain, Expr timestamp) implements Expr {
    @Override
    public List<Expr> parts() {
      return List.of(timestamp);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Trunc(grain, others.get(0));
    }
  }

  /** A part of a date as a number. */
  record Part(DatePart part, Expr timestamp) implements Expr {
    @Override
    public List<Expr> parts() {
      return List.of(timestamp);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Part(part, others.get(0));
    }
  }

  /** A moment so many grains later; days that a month lacks become its last. */
  record Shift(Expr timestamp, int count, Grain grain) implements Expr {
    @Override
    public List<Expr> parts() {
      return List.of(timestamp);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Shift(others.get(0), count, grain);
    }
  }

  /** One row for each period of a grain, from the start of one to the start of another. */
  record Series(Expr first, Expr last, Grain grain) implements Expr {
    @Override
    public List<Expr> parts() {
      return List.of(first, last);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new Series(others.get(0), others.get(1), grain);
    }
  }

  /** A moment so many days, hours or the like later, the number being an expression. */
  record ShiftBy(Expr timestamp, Expr count, Grain grain) implements Expr {
    @Override
    public List<Expr> parts() {
      return List.of(timestamp, count);
    }

    @Override
    public Expr with(List<Expr> others) {
      return new ShiftBy(others.get(0), others.get(1), grain);
    }
  }

  /**
   * A window function over the rows of equal {@code partition}, in an order.
   *
   * @param descending about the first of {@code order}; the others break ties and ascend
   */
  record Over(
      Expr function, List<Expr> partition, List<Expr> order, boolean descending, boolean wholeFrame)
      implements Expr {
    public Over {
      partition = List.copyOf(partition);
      order = List.copyOf(order);
    }

    @Override
    public List<Expr> parts() {
      return java.util.stream.Stream.of(List.of(function), partition, order)
          .flatMap(List::stream)
          .toList();
    }

    @Override
    public Expr with(List<Expr> others) {
      int split = 1 + partition.size();
      return new Over(
          others.get(0),
          others.subList(1, split),
          others.subList(split, others.size()),
          descending,
          wholeFrame);
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
  }

  static Column column(String name) {
    return new Column("", name);
  }

  static Column column(String relation, String name) {
    return new Column(relation, name);
  }

  static Expr equal(Expr left, Expr right) {
    return new Infix("=", List.of(left, right));
  }

  /** Equal, or both NULL. */
  static Expr same(Expr left, Expr right) {
    return new Infix("IS NOT DISTINCT FROM", List.of(left, right));
  }

  /** All of them; one alone stays itself. */
  static Expr and(List<Expr> all) {
    return all.size() == 1 ? all.get(0) : new Infix("AND", all);
  }

  /** This expression with every column replaced by another. */
  default Expr mapColumns(UnaryOperator<Column> change) {
    return mapColumnsTo(change::apply);
  }

  /** This expression with every column replaced by an expression. */
  default Expr mapColumnsTo(Function<Column, Expr> change) {
    if (this instanceof Column column) {
      return change.apply(column);
    }
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
