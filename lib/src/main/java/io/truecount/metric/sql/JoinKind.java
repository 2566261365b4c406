package io.truecount.metric.sql;

/** Which rows a join keeps that have no counterpart. */
public enum JoinKind {
  /** None. */
  INNER("JOIN"),
  /** Those of the left side. */
  LEFT("LEFT JOIN"),
  /** Those of both sides. */
  FULL_OUTER("FULL OUTER JOIN"),
  /** Every row of the left side is joined to every row of the right side. */
  CROSS("CROSS JOIN");

  private final String sql;

  JoinKind(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
