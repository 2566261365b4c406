package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What a model promises about its rows. */
public sealed interface TableTest {
  /** What to do with each kind of test: a kind that is not handled breaks the build. */
  interface Cases<R> {
    R notNull(NotNull test);

    R unique(Unique test);

    R acceptedValues(AcceptedValues test);
  }

  /** What {@code cases} gives for this kind of test. */
  <R> R match(Cases<R> cases);

  String column();

  /** No value is NULL. */
  record NotNull(String column) implements TableTest {
    public NotNull {
      requireNonNull(column);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.notNull(this);
    }
  }

  /** No two rows share a value; NULLs do not count. */
  record Unique(String column) implements TableTest {
    public Unique {
      requireNonNull(column);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.unique(this);
    }
  }

  /** Every value that is not NULL is one of these. */
  record AcceptedValues(String column, List<String> values) implements TableTest {
    public AcceptedValues {
      requireNonNull(column);
      values = List.copyOf(values);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.acceptedValues(this);
    }
  }
}
