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
    StringBuilder text = new StringBuilder("SELECT%s\n  ".formatted(distinct(select.duplicates())));
    text.append(select.columns().stream().map(this::named).collect(joining(",\n  ")));
    text.append("\nFROM ").append(from(select.from()));
    for (Select.Join join : select.joins()) {
      text.append("\n%s %s".formatted(join.kind().sql(), from(join.right())));
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

  private static String distinct(Duplicates duplicates) {
    return switch (duplicates) {
      case KEEP -> "";
      case DROP -> " DISTINCT";
    };
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
    return from.match(
        new From.Cases<>() {
          @Override
          public String table(Select.Table table) {
            return tables.sql(table.table(), dialect) + " AS " + alias;
          }

          @Override
          public String step(Select.Step step) {
            String name = dialect.identifier(step.name());
            return name.equals(alias) ? name : name + " AS " + alias;
          }
        });
  }

  private String order(Select.Order order) {
    return dialect.identifier(order.column())
        + (order.direction() == Direction.DESCENDING ? " DESC" : "")
        + " NULLS LAST";
  }
}
