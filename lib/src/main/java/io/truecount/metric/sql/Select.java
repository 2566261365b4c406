package io.truecount.metric.sql;

import io.truecount.metric.manifest.TableName;
import java.util.List;
import java.util.Optional;

/** One SELECT, or several combined by UNION ALL. */
public record Select(
    Duplicates duplicates,
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

    public static List<Named> same(List<String> columns) {
      return columns.stream().map(Named::same).toList();
    }

    public static Named of(String relation, String column) {
      return new Named(column, Expr.column(relation, column));
    }

    public static List<Named> of(String relation, List<String> columns) {
      return columns.stream().map(column -> of(relation, column)).toList();
    }
  }

  /** Where rows come from. */
  public sealed interface From {
    String alias();

    /**
     * Calls the method of {@code cases} for this kind: a new kind breaks the build until all
     * callers handle it.
     */
    <R> R match(Cases<R> cases);

    /**
     * One result for each kind of source.
     *
     * @param <R> the result
     */
    interface Cases<R> {
      R table(Table from);

      R step(Step from);
    }
  }

  /** A table of the project. */
  public record Table(TableName table, String alias) implements From {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.table(this);
    }
  }

  /** An earlier step of the same statement. */
  public record Step(String name, String alias) implements From {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.step(this);
    }
  }

  /** Another source of rows, joined. */
  public record Join(JoinKind kind, From right, Optional<Expr> on) {}

  /** A column to order by; NULLs go last. */
  public record Order(String column, Direction direction) {}

  /** Columns of one source. */
  public static Select of(List<Named> columns, From from, Optional<Expr> where) {
    return new Select(
        Duplicates.KEEP,
        columns,
        from,
        List.of(),
        where,
        List.of(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  public Select with(Duplicates value) {
    return new Select(value, columns, from, joins, where, groupBy, orderBy, limit, unionAll);
  }

  public Select joined(Join join) {
    return new Select(
        duplicates, columns, from, List.of(join), where, groupBy, orderBy, limit, unionAll);
  }

  public Select grouped(List<Expr> keys) {
    return new Select(duplicates, columns, from, joins, where, keys, orderBy, limit, unionAll);
  }

  public Select ordered(List<Order> orders, Optional<Integer> rows) {
    return new Select(duplicates, columns, from, joins, where, groupBy, orders, rows, unionAll);
  }

  public Select with(List<Select> others) {
    return new Select(duplicates, columns, from, joins, where, groupBy, orderBy, limit, others);
  }
}
