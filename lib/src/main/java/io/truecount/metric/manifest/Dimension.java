package io.truecount.metric.manifest;

import java.util.Optional;

/**
 * A column to group and filter by.
 *
 * @param grain the finest grain of a time dimension; absent for a categorical one
 * @param partition whether joins between models also match on it
 * @param validity whether it bounds the versions of a natural key
 * @param expr SQL over the model's table; absent means the column named like the dimension
 */
public record Dimension(
    String name,
    Optional<String> expr,
    Optional<Grain> grain,
    boolean partition,
    Validity validity,
    String description,
    String where) {
  public Dimension {
    expr = expr.filter(e -> !e.equals(name));
  }

  /** The role of a time dimension in a table of versions; intervals are half-open. */
  public enum Validity {
    NONE,
    START,
    END
  }

  public String sql() {
    return expr.orElse(name);
  }

  public boolean isTime() {
    return grain.isPresent();
  }
}
