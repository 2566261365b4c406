package io.truecount.table;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Literal$;

/** A part of a table that one run owns and may replace. */
public sealed interface Slice {
  /** True for the rows of the slice; NULL counts as outside. */
  Column condition();

  /** The same condition as SQL text, names and literals quoted. */
  String sql();

  /** Rows whose timestamp lies in [start, end). */
  record During(String column, Instant start, Instant end) implements Slice {
    public During {
      requireNonNull(column);
      if (!start.isBefore(end)) {
        throw new IllegalArgumentException("Invalid slice: %s .. %s".formatted(start, end));
      }
    }

    @Override
    public Column condition() {
      return col(column).geq(lit(start)).and(col(column).lt(lit(end)));
    }

    @Override
    public String sql() {
      String name = Quoting.sparkName(column);
      return "%s >= %s AND %s < %s".formatted(name, literal(start), name, literal(end));
    }
  }

  /** Rows with one value of a text column. */
  record Equal(String column, String value) implements Slice {
    public Equal {
      requireNonNull(column);
      requireNonNull(value);
    }

    @Override
    public Column condition() {
      return col(column).equalTo(lit(value));
    }

    @Override
    public String sql() {
      return "%s = %s".formatted(Quoting.sparkName(column), literal(value));
    }
  }

  /** Rows of any of these slices, such as some days of load time; none of no slices. */
  record AnyOf(List<Slice> slices) implements Slice {
    public AnyOf {
      slices = List.copyOf(slices);
    }

    @Override
    public Column condition() {
      return slices.stream().map(Slice::condition).reduce(Column::or).orElseGet(() -> lit(false));
    }

    @Override
    public String sql() {
      return slices.isEmpty()
          ? "false"
          : slices.stream().map(slice -> "(" + slice.sql() + ")").collect(joining(" OR "));
    }
  }

  /** Rows that all of these slices have, such as those of one run in one day of load time. */
  record AllOf(List<Slice> slices) implements Slice {
    public AllOf {
      slices = List.copyOf(slices);
      if (slices.isEmpty()) {
        throw new IllegalArgumentException("Invalid slice: of no slices");
      }
    }

    @Override
    public Column condition() {
      return slices.stream().map(Slice::condition).reduce(Column::and).orElseThrow();
    }

    @Override
    public String sql() {
      return slices.stream().map(slice -> "(" + slice.sql() + ")").collect(joining(" AND "));
    }
  }

  /** Rows without a value. */
  record Null(String column) implements Slice {
    public Null {
      requireNonNull(column);
    }

    @Override
    public Column condition() {
      return col(column).isNull();
    }

    @Override
    public String sql() {
      return Quoting.sparkName(column) + " IS NULL";
    }
  }

  private static String literal(Object value) {
    return Literal$.MODULE$.apply(value).sql();
  }
}
