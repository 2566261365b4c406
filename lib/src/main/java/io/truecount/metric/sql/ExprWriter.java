package io.truecount.metric.sql;

import static java.util.stream.Collectors.joining;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Grain;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Writes expressions as text of one dialect. */
public final class ExprWriter {
  private static final Set<String> COMMUTES = Set.of("AND", "OR", "+", "*", "||");

  private final Dialect dialect;

  public ExprWriter(Dialect dialect) {
    this.dialect = dialect;
  }

  public String sql(Expr expr) {
    if (expr instanceof Expr.Column column) {
      return column(column);
    } else if (expr instanceof Expr.Text text) {
      return dialect.text(text.value());
    } else if (expr instanceof Expr.Word word) {
      return word.sql();
    } else if (expr instanceof Expr.Infix infix) {
      return infix.parts().stream()
          .map(part -> operand(part, infix.operator()))
          .collect(joining(" " + infix.operator() + " "));
    } else if (expr instanceof Expr.Prefix prefix) {
      return prefix.operator() + " " + operand(prefix.operand(), "");
    } else if (expr instanceof Expr.Postfix postfix) {
      return operand(postfix.operand(), "") + " " + postfix.operator();
    } else if (expr instanceof Expr.In in) {
      return operand(in.parts().get(0), "")
          + " IN ("
          + list(in.parts().subList(1, in.parts().size()))
          + ")";
    }
    return functionLike(expr);
  }

  /** A chain of ANDs with a separator of its own; anything else as it is. */
  String chain(Expr expr, String separator) {
    return expr instanceof Expr.Infix infix && infix.operator().equals("AND")
        ? infix.parts().stream().map(part -> operand(part, "AND")).collect(joining(separator))
        : sql(expr);
  }

  private String functionLike(Expr expr) {
    if (expr instanceof Expr.Call call) {
      return dialect.function(call.function()) + "(" + list(call.parts()) + ")";
    } else if (expr instanceof Expr.Cast cast) {
      return "CAST(%s AS %s)".formatted(sql(cast.value()), dialect.type(cast.type()));
    } else if (expr instanceof Expr.Case cases) {
      return cases(cases.parts());
    } else if (expr instanceof Expr.Divide divide) {
      return "CAST(%s AS DOUBLE) / NULLIF(CAST(%s AS DOUBLE), 0)"
          .formatted(sql(divide.dividend()), sql(divide.divisor()));
    } else if (expr instanceof Expr.Over over) {
      return over(over);
    } else if (expr instanceof Expr.Aggregate aggregate) {
      return aggregate(aggregate);
    }
    return temporal(expr);
  }

  private String temporal(Expr expr) {
    if (expr instanceof Expr.Trunc trunc) {
      return "date_trunc('%s', %s)".formatted(trunc.grain().name(), sql(trunc.timestamp()));
    } else if (expr instanceof Expr.Part part) {
      return "EXTRACT(%s FROM %s)".formatted(dialect.part(part.part()), sql(part.timestamp()));
    } else if (expr instanceof Expr.Shift shift) {
      return shift(shift);
    } else if (expr instanceof Expr.ShiftBy shift) {
      return "%s + (%s) * INTERVAL 1 %s"
          .formatted(operand(shift.timestamp(), "+"), sql(shift.count()), shift.grain().name());
    }
    if (expr instanceof Expr.Series series) {
      return dialect.series(sql(series.first()), sql(series.last()), length(1, series.grain()));
    }
    throw new IllegalStateException("no text for " + expr);
  }

  private String shift(Expr.Shift shift) {
    return "%s %s %s"
        .formatted(
            operand(shift.timestamp(), "+"),
            shift.count() < 0 ? "-" : "+",
            length(Math.abs(shift.count()), shift.grain()));
  }

  private static String length(int count, Grain grain) {
    return "INTERVAL "
        + switch (grain) {
          case QUARTER -> 3 * count + " MONTH";
          case NANOSECOND -> Math.max(1, count / 1000) + " MICROSECOND";
          default -> count + " " + grain.name();
        };
  }

  private String column(Expr.Column column) {
    StringBuilder text = new StringBuilder();
    if (!column.relation().isEmpty()) {
      for (String part : column.relation().split("\\.", -1)) {
        text.append(dialect.identifier(part)).append('.');
      }
    }
    return text.append(dialect.identifier(column.name())).toString();
  }

  private String list(List<Expr> parts) {
    return parts.stream().map(this::sql).collect(joining(", "));
  }

  private String operand(Expr part, String around) {
    boolean bare =
        !(part instanceof Expr.Infix
            || part instanceof Expr.Prefix
            || part instanceof Expr.Postfix
            || part instanceof Expr.In
            || part instanceof Expr.Divide
            || part instanceof Expr.Shift
            || part instanceof Expr.ShiftBy);
    boolean sameChain =
        part instanceof Expr.Infix inner
            && inner.operator().equals(around)
            && COMMUTES.contains(around);
    return bare || sameChain ? sql(part) : "(" + sql(part) + ")";
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

  private String over(Expr.Over over) {
    StringBuilder text = new StringBuilder(sql(over.function())).append(" OVER (");
    if (!over.partition().isEmpty()) {
      text.append("PARTITION BY ").append(list(over.partition()));
    }
    if (!over.order().isEmpty()) {
      String first = sql(over.order().get(0)) + (over.descending() ? " DESC" : "");
      Stream<String> ties = over.order().stream().skip(1).map(this::sql);
      text.append(over.partition().isEmpty() ? "" : " ")
          .append("ORDER BY ")
          .append(
              Stream.concat(Stream.of(first), ties)
                  .map(key -> key + " NULLS LAST")
                  .collect(joining(", ")));
    }
    if (over.wholeFrame()) {
      text.append(" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING");
    }
    return text.append(")").toString();
  }

  private String aggregate(Expr.Aggregate aggregate) {
    String value = sql(aggregate.value());
    Aggregation kind = aggregate.aggregator().aggregation();
    String text =
        switch (kind) {
          case SUM -> "SUM(%s)".formatted(value);
          case COUNT ->
              "SUM(CASE WHEN %s IS NOT NULL THEN 1 ELSE 0 END)"
                  .formatted(operand(aggregate.value(), ""));
          case SUM_BOOLEAN -> "SUM(CAST(%s AS INT))".formatted(value);
          case COUNT_DISTINCT -> "COUNT(DISTINCT %s)".formatted(value);
          case AVERAGE -> "AVG(%s)".formatted(value);
          case MIN, MAX -> "%s(%s)".formatted(kind.name().toUpperCase(Locale.ROOT), value);
          case MEDIAN -> "percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)".formatted(value);
          case PERCENTILE -> dialect.percentile(aggregate.aggregator().percentile(), value);
          case APPROXIMATE_COUNT_DISTINCT -> dialect.approximateDistinct(value);
        };
    return aggregate.filter().map(f -> text + " FILTER (WHERE " + sql(f) + ")").orElse(text);
  }
}
