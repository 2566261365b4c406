package io.truecount.audience;

import io.truecount.metric.sql.Expr;
import java.time.Instant;

/** Values of definitions as SQL that is the same in every engine. */
final class Literals {
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
      return new Expr.Cast(
          new Expr.Text(instant.toString().replace('T', ' ').replace("Z", "")), "TIMESTAMP");
    } else if (value instanceof Double number) {
      String sql = number.toString();
      return new Expr.Word(sql.contains("E") ? sql : sql + "E0");
    }
    return new Expr.Word(value.toString().toUpperCase(java.util.Locale.ROOT));
  }
}
