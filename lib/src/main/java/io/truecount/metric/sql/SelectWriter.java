package io.truecount.metric.sql;

import static java.util.stream.Collectors.joining;

import io.truecount.metric.sql.Select.From;
import io.truecount.metric.sql.Select.Named;

/** Writes SELECTs as text of one dialect. */
public final class SelectWriter {
  private final Dialect dialect;
  private final ExprWriter expressions;
  private final TableNames tables;

  public SelectWriter(Dialect dialect, TableNames tables) {
    this.dialect = dialect;
    this.expressions = new ExprWriter(dialect);
    this.tables = tables;
  }

  public String sql(Select select) {
    StringBuilder text = new StringBuilder(single(select));
    select.unionAll().forEach(other -> text.append("\nUNION ALL\n").append(single(other)));
    return text.toString();
  }

  private String single(Select select) {
    StringBuilder text =
        new StringBuilder(select.distinct() ? "SELECT DISTINCT\n  " : "SELECT\n  ");
    text.append(select.columns().stream().map(this::named).collect(joining(",\n  ")));
    text.append("\nFROM ").append(from(select.from()));
    for (Select.Join join : select.joins()) {
      text.append("\n%s %s".formatted(join.kind(), from(join.right())));
      join.on().ifPresent(on -> text.append("\n  ON ").append(conjunction(on)));
    }
    select.where().ifPresent(where -> text.append("\nWHERE ").append(conjunction(where)));
    if (!select.groupBy().isEmpty()) {
      text.append("\nGROUP BY ")
          .append(select.groupBy().stream().map(expressions::sql).collect(joining(", ")));
    }
    if (!select.orderBy().isEmpty()) {
      text.append("\nORDER BY ")
          .append(select.orderBy().stream().map(this::order).collect(joining(", ")));
    }
    select.limit().ifPresent(rows -> text.append("\nLIMIT ").append(rows));
    return text.toString();
  }

  private String conjunction(Expr expr) {
    return expressions.chain(expr, "\n  AND ");
  }

  private String named(Named column) {
    String value = expressions.sql(column.expr());
    boolean hasName = column.expr() instanceof Expr.Column own && own.name().equals(column.name());
    return hasName ? value : value + " AS " + dialect.identifier(column.name());
  }

  private String from(From from) {
    String alias = dialect.identifier(from.alias());
    if (from instanceof Select.Table table) {
      return tables.sql(table.table(), dialect) + " AS " + alias;
    }
    String step = dialect.identifier(((Select.Step) from).name());
    return step.equals(alias) ? step : step + " AS " + alias;
  }

  private String order(Select.Order order) {
    return dialect.identifier(order.column()) + (order.descending() ? " DESC" : "") + " NULLS LAST";
  }
}
