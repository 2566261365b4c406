package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What a model promises about its rows. */
public sealed interface TableTest {
  String column();

  /** No value is NULL. */
  record NotNull(String column) implements TableTest {
    public NotNull {
      requireNonNull(column);
    }
  }

  /** No two rows share a value; NULLs do not count. */
  record Unique(String column) implements TableTest {
    public Unique {
      requireNonNull(column);
    }
  }

  /** Every value that is not NULL is one of these. */
  record AcceptedValues(String column, List<String> values) implements TableTest {
    public AcceptedValues {
      requireNonNull(column);
      values = List.copyOf(values);
    }
  }
}
