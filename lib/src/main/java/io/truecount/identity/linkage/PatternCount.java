package io.truecount.identity.linkage;

import java.util.Comparator;
import java.util.List;

/**
 * How many pairs of records agree alike.
 *
 * @param levels of each comparison, as {@link Comparer} gives them
 * @param rules a bit for each blocking rule that brings these pairs together; 0 of random pairs
 * @param pairs at least 1
 */
public record PatternCount(List<Integer> levels, long rules, long pairs) {
  /** Total, so that sums do not depend on the order in which counts arrive. */
  static final Comparator<PatternCount> ORDER =
      Comparator.comparing(PatternCount::levels, PatternCount::compare)
          .thenComparingLong(PatternCount::rules)
          .thenComparingLong(PatternCount::pairs);

  public PatternCount {
    levels = List.copyOf(levels);
    if (pairs < 1) {
      throw new IllegalArgumentException("Invalid pairs: %d (must be > 0)".formatted(pairs));
    }
  }

  /** Whether a blocking rule brings these pairs together. */
  boolean isOf(int rule) {
    return (rules & 1L << rule) != 0;
  }

  private static int compare(List<Integer> left, List<Integer> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = Integer.compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
