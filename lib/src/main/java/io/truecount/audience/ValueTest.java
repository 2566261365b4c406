package io.truecount.audience;

import java.util.List;

/**
 * What a value must be. Values are String, Long, Double, Boolean or Instant, of the type of the
 * column they are compared with; a comparison with NULL is unknown.
 */
public sealed interface ValueTest {
  /** What to do with each kind of test: a kind that is not handled breaks the build. */
  interface Cases<R> {
    R compare(Compare compare);

    R in(In in);

    R exists(Exists exists);

    R contains(Contains contains);

    R within(Within within);
  }

  /** What {@code cases} gives for this kind of test. */
  <R> R match(Cases<R> cases);

  /** Order and equality. */
  record Compare(Operator operator, Object value) implements ValueTest {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.compare(this);
    }
  }

  /** One of the values, or with {@code negated} none of them. */
  record In(List<Object> values, boolean negated) implements ValueTest {
    public In {
      values = List.copyOf(values);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.in(this);
    }
  }

  /** Whether there is a value at all; never unknown. */
  record Exists(boolean wanted) implements ValueTest {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.exists(this);
    }
  }

  /** A set that holds the value. */
  record Contains(Object value) implements ValueTest {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.contains(this);
    }
  }

  /** An instant within a window. */
  record Within(Window window) implements ValueTest {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.within(this);
    }
  }

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
