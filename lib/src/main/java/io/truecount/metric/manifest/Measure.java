package io.truecount.metric.manifest;

import java.util.List;
import java.util.Optional;

/**
 * What a simple metric aggregates: an expression over the rows of one model.
 *
 * @param expr SQL over the model's table; absent means the column named like the measure
 * @param aggTime the time dimension that is this measure's own time; absent means the model's
 */
public record Measure(
    String name,
    Aggregation aggregation,
    Optional<String> expr,
    Percentile percentile,
    Optional<String> aggTime,
    Optional<NonAdditive> nonAdditive,
    boolean createMetric,
    String description,
    String where) {
  public Measure {
    expr = expr.filter(e -> !e.equals(name));
  }

  /** Which percentile, and how exactly. */
  public record Percentile(double fraction, boolean discrete, boolean approximate) {
    public static final Percentile NONE = new Percentile(0.5, false, false);
  }

  /**
   * Makes a measure semi-additive, such as a stock level: it may not be summed over time, and only
   * the rows at the first or last date count.
   *
   * @param groupings entities of which each has its own first or last date
   */
  public record NonAdditive(String dimension, boolean last, List<String> groupings) {
    public NonAdditive {
      groupings = List.copyOf(groupings);
    }
  }

  public String sql() {
    return expr.orElse(name);
  }
}
