package io.truecount.metric.sql;

/** An operator between two or more operands. */
public enum Operator {
  AND("AND", true),
  OR("OR", true),
  EQUAL("=", false),
  /** Equal, or both NULL. */
  SAME("IS NOT DISTINCT FROM", false),
  LESS("<", false),
  LESS_OR_EQUAL("<=", false),
  GREATER(">", false),
  GREATER_OR_EQUAL(">=", false),
  PLUS("+", true),
  MINUS("-", false),
  TIMES("*", true),
  REMAINDER("%", false),
  CONCATENATE("||", true),
  LIKE("LIKE", false),
  /** LIKE that ignores upper and lower case. */
  ILIKE("ILIKE", false);

  private final String sql;
  private final boolean associative;

  Operator(String sql, boolean associative) {
    this.sql = sql;
    this.associative = associative;
  }

  String sql() {
    return sql;
  }

  /** Whether a chain of this operator needs no parentheses. */
  boolean isAssociative() {
    return associative;
  }
}
