package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Fragment;
import io.truecount.metric.sql.TimeExpr;

/** Expressions over the columns of a model's own table, which has the alias {@code src}. */
public final class SourceColumns {
  private static final String SOURCE = "src";

  private SourceColumns() {}

  /**
   * SQL that a definition contains, over the columns of the table.
   *
   * @param where file and line of the definition
   */
  public static Expr of(String sql, String where) {
    return Fragment.parse(sql, where)
        .mapColumns(c -> new Expr.Column(relation(c.relation()), c.name()));
  }

  private static String relation(String written) {
    return written.isEmpty() ? SOURCE : SOURCE + "." + written;
  }

  /** A time dimension as a timestamp. */
  public static Expr timestamp(Dimension dimension) {
    return new Expr.Cast(of(dimension.sql(), dimension.where()), "TIMESTAMP");
  }

  /** A partition dimension, cut to its grain when it is a time. */
  public static Expr partition(Dimension dimension) {
    return dimension
        .grain()
        .map(g -> (Expr) new TimeExpr.Trunc(g, timestamp(dimension)))
        .orElseGet(() -> of(dimension.sql(), dimension.where()));
  }
}
