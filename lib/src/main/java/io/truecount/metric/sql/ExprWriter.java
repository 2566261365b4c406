package io.truecount.metric.sql;

import static java.util.stream.Collectors.joining;

import io.truecount.metric.manifest.Aggregation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Writes expressions as SQL text of one dialect. */
public final class ExprWriter {
  private final Dialect dialect;
  private final Expr.Cases<Written> writing;

  public ExprWriter(Dialect dialect) {
    this.dialect = dialect;
    this.writing = new Writing(new TimeExprWriter(dialect, this));
  }

  /**
   * Text, and how it is put into a larger expression.
   *
   * @param compound whether it needs parentheses as an operand
   */
  record Written(String sql, boolean compound) {
    static Written single(String sql) {
      return new Written(sql, false);
    }

    static Written compound(String sql) {
      return new Written(sql, true);
    }
  }

  public String sql(Expr expr) {
    return expr.match(writing).sql();
  }

  /** A chain of ANDs with a separator of its own; anything else as it is. */
  String chain(Expr expr, String separator) {
    return expr instanceof Infix infix && infix.operator() == Operator.AND
        ? infix.parts().stream()
            .map(part -> operand(part, Operator.AND))
            .collect(joining(separator))
        : sql(expr);
  }

  private String operand(Expr part) {
    Written written = part.match(writing);
    return written.compound() ? "(" + written.sql() + ")" : written.sql();
  }

  /** An expression as an operand of {@code around}; chains of an associative operator stay flat. */
  String operand(Expr part, Operator around) {
    boolean sameChain =
        around.isAssociative() && part instanceof Infix inner && inner.operator() == around;
    return sameChain ? sql(part) : operand(part);
  }

  private String list(List<Expr> parts) {
    return parts.stream().map(this::sql).collect(joining(", "));
  }

  /** The text of each kind of expression. */
  private final class Writing implements Expr.Cases<Written> {
    private final TimeExprWriter times;

    Writing(TimeExprWriter times) {
      this.times = times;
    }

    @Override
    public Written column(Expr.Column column) {
      StringBuilder text = new StringBuilder();
      if (!column.relation().isEmpty()) {
        for (String part : column.relation().split("\\.", -1)) {
          text.append(dialect.identifier(part)).append('.');
        }
      }
      return Written.single(text.append(dialect.identifier(column.name())).toString());
    }

    @Override
    public Written text(Expr.Text text) {
      return Written.single(dialect.text(text.value()));
    }

    @Override
    public Written word(Expr.Word word) {
      return Written.single(word.sql());
    }

    @Override
    public Written infix(Infix infix) {
      return Written.compound(
          infix.parts().stream()
              .map(part -> operand(part, infix.operator()))
              .collect(joining(" " + infix.operator().sql() + " ")));
    }

    @Override
    public Written unary(Unary unary) {
      return Written.compound(unary.operator().sql(operand(unary.operand())));
    }

    @Override
    public Written in(Expr.In in) {
      String values = list(in.parts().subList(1, in.parts().size()));
      return Written.compound(operand(in.parts().get(0)) + " IN (" + values + ")");
    }

    @Override
    public Written divide(Expr.Divide divide) {
      return Written.compound(
          "CAST(%s AS DOUBLE) / NULLIF(CAST(%s AS DOUBLE), 0)"
              .formatted(sql(divide.dividend()), sql(divide.divisor())));
    }

    @Override
    public Written call(Expr.Call call) {
      return Written.single(dialect.function(call.function()) + "(" + list(call.parts()) + ")");
    }

    @Override
    public Written cast(Expr.Cast cast) {
      return Written.single(
          "CAST(%s AS %s)".formatted(sql(cast.value()), dialect.type(cast.type())));
    }

    @Override
    public Written choice(Expr.Case cases) {
      return Written.single(cases(cases.parts()));
    }

    @Override
    public Written time(TimeExpr time) {
      return time.matchTime(times);
    }

    @Override
    public Written over(Over over) {
      return Written.single(window(over));
    }

    @Override
    public Written next(Next next) {
      return Written.single(dialect.next(sql(next.value())));
    }

    @Override
    public Written aggregate(Expr.Aggregate aggregate) {
      String text = aggregation(aggregate);
      return Written.single(
          aggregate.filter().map(f -> text + " FILTER (WHERE " + sql(f) + ")").orElse(text));
    }
  }

  private String cases(List<Expr> parts) {
    StringBuilder text = new StringBuilder("CASE");
    for (int i = 0; i + 1 < parts.size(); i += 2) {
      text.append(" WHEN %s THEN %s".formatted(sql(parts.get(i)), sql(parts.get(i + 1))));
    }
    if (parts.size() % 2 == 1) {
      text.append(" ELSE ").append(sql(parts.get(parts.size() - 1)));
    }
    return text.append(" END").toString();
  }

  private String window(Over over) {
    StringBuilder text = new StringBuilder(sql(over.function())).append(" OVER (");
    if (!over.partition().isEmpty()) {
      text.append("PARTITION BY ").append(list(over.partition()));
    }
    if (!over.order().isEmpty()) {
      text.append(over.partition().isEmpty() ? "" : " ").append("ORDER BY ").append(order(over));
    }
    return text.append(frame(over.frame())).append(")").toString();
  }

  private static String frame(Frame frame) {
    return switch (frame) {
      case DEFAULT -> "";
      case WHOLE_PARTITION -> " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";
      case BEFORE -> " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING";
    };
  }

  private String order(Over over) {
    String first =
        sql(over.order().get(0)) + (over.direction() == Direction.DESCENDING ? " DESC" : "");
    Stream<String> ties = over.order().stream().skip(1).map(this::sql);
    return Stream.concat(Stream.of(first), ties)
        .map(key -> key + " NULLS LAST")
        .collect(joining(", "));
  }

  private String aggregation(Expr.Aggregate aggregate) {
    String value = sql(aggregate.value());
    Aggregation kind = aggregate.aggregator().aggregation();
    return switch (kind) {
      case SUM -> "SUM(%s)".formatted(value);
      case COUNT ->
          "SUM(CASE WHEN %s IS NOT NULL THEN 1 ELSE 0 END)".formatted(operand(aggregate.value()));
      case SUM_BOOLEAN -> "SUM(CAST(%s AS INT))".formatted(value);
      case COUNT_DISTINCT ->
          switch (aggregate.aggregator().distinct()) {
            case BY_ROWS -> "COUNT(DISTINCT %s)".formatted(value);
            case BY_SET -> dialect.sizeOfSet(value);
          };
      case AVERAGE -> "AVG(%s)".formatted(value);
      case MIN, MAX -> "%s(%s)".formatted(kind.name().toUpperCase(Locale.ROOT), value);
      case MEDIAN -> "percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)".formatted(value);
      case PERCENTILE -> dialect.percentile(aggregate.aggregator().percentile(), value);
      case APPROXIMATE_COUNT_DISTINCT -> dialect.approximateDistinct(value);
    };
  }
}
