package io.truecount.audience;

import io.truecount.metric.sql.Expr;
import java.time.Instant;
import java.util.Locale;

/** Values of definitions as SQL that is the same in every engine. */
final class Literals {
  /** Engines write years before it in ways of their own; no event is as old. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private Literals() {}

  /**
   * A value as an expression.
   *
   * @param value a String, Long, Double, Boolean or Instant
   */
  static Expr of(Object value) {
    if (value instanceof String text) {
      return new Expr.Text(text);
    } else if (value instanceof Instant instant) {
      Instant known = instant.isBefore(EARLIEST) ? EARLIEST : instant;
      return new Expr.Cast(
          new Expr.Text(known.toString().replace('T', ' ').replace("Z", "")), "TIMESTAMP");
    } else if (value instanceof Double number) {
      String sql = number.toString();
      return new Expr.Word(sql.contains("E") ? sql : sql + "E0");
    }
    return new Expr.Word(value.toString().toUpperCase(Locale.ROOT));
  }
}
