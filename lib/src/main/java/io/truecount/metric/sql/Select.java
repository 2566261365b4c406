package io.truecount.metric.sql;

import io.truecount.metric.manifest.TableName;
import java.util.List;
import java.util.Optional;

/** One SELECT, or several put under each other. */
public record Select(
    boolean distinct,
    List<Named> columns,
    From from,
    List<Join> joins,
    Optional<Expr> where,
    List<Expr> groupBy,
    List<Order> orderBy,
    Optional<Integer> limit,
    List<Select> unionAll) {
  public Select {
    columns = List.copyOf(columns);
    joins = List.copyOf(joins);
    groupBy = List.copyOf(groupBy);
    orderBy = List.copyOf(orderBy);
    unionAll = List.copyOf(unionAll);
  }

  /** An expression and its name in the result. */
  public record Named(String name, Expr expr) {
    public static Named same(String column) {
      return new Named(column, Expr.column(column));
    }

    public static Named of(String relation, String column) {
      return new Named(column, Expr.column(relation, column));
    }
  }

  /** Where rows come from. */
  public sealed interface From {
    String alias();
  }

  /** A table of the project. */
  public record Table(TableName table, String alias) implements From {}

  /** An earlier step of the same statement. */
  public record Step(String name, String alias) implements From {}

  /** Another source of rows, joined. */
  public record Join(String kind, From right, Optional<Expr> on) {}

  /** A column to order by; NULLs go last. */
  public record Order(String column, boolean descending) {}

  /** Columns of one source. */
  public static Select of(List<Named> columns, From from, Optional<Expr> where) {
    return new Select(
        false, columns, from, List.of(), where, List.of(), List.of(), Optional.empty(), List.of());
  }

  public Select asDistinct(boolean value) {
    return new Select(value, columns, from, joins, where, groupBy, orderBy, limit, unionAll);
  }

  public Select joined(Join join) {
    return new Select(
        distinct, columns, from, List.of(join), where, groupBy, orderBy, limit, unionAll);
  }

  public Select grouped(List<Expr> keys) {
    return new Select(distinct, columns, from, joins, where, keys, orderBy, limit, unionAll);
  }

  public Select ordered(List<Order> orders, Optional<Integer> rows) {
    return new Select(distinct, columns, from, joins, where, groupBy, orders, rows, unionAll);
  }

  public Select with(List<Select> others) {
    return new Select(distinct, columns, from, joins, where, groupBy, orderBy, limit, others);
  }
}
