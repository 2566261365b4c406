package io.truecount.audience;

import java.util.List;

/**
 * What a value must be. Values are String, Long, Double, Boolean or Instant, of the type of the
 * column they are compared with; a comparison with NULL is unknown.
 */
public sealed interface ValueTest {

  /** Order and equality. */
  record Compare(Operator operator, Object value) implements ValueTest {}

  /** One of the values, or with {@code negated} none of them. */
  record In(List<Object> values, boolean negated) implements ValueTest {
    public In {
      values = List.copyOf(values);
    }
  }

  /** Whether there is a value at all; never unknown. */
  record Exists(boolean wanted) implements ValueTest {}

  /** A set that holds the value. */
  record Contains(Object value) implements ValueTest {}

  /** An instant within a window. */
  record Within(Window window) implements ValueTest {}

  /** How two values are compared. */
  enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }
}
