package io.truecount.error;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.naturalOrder;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;

/** Finds what a misspelt name was probably meant to be. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The known name nearest to {@code name}, at most a third of its letters (and 3) away; of equals
   * the one that begins alike for longest.
   */
  public static Optional<String> nearest(String name, Collection<String> known) {
    int limit = Math.min(3, Math.max(1, name.length() / 3));
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= limit)
        .min(
            comparingInt((String candidate) -> distance(name, candidate))
                .thenComparingInt(
                    candidate -> -StringUtils.getCommonPrefix(name, candidate).length())
                .thenComparingInt(candidate -> Math.abs(candidate.length() - name.length()))
                .thenComparing(naturalOrder()));
  }

  /** {@code did you mean "x"?}, or the list of what is known. */
  public static String remedy(String name, Collection<String> known) {
    if (known.isEmpty()) {
      return "define it";
    }
    return nearest(name, known)
        .map(candidate -> "did you mean \"%s\"?".formatted(candidate))
        .orElseGet(() -> "use one of: " + String.join(", ", known.stream().sorted().toList()));
  }

  /**
   * Letters to insert, remove, change or swap with their neighbour, without case (the optimal
   * string alignment distance). Another first letter counts twice: people rarely mistype it.
   */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, cost, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int[][] cost, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : i == 1 && j == 1 ? 2 : 1;
    int cheapest =
        Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(cheapest, cost[i - 2][j - 2] + 1) : cheapest;
  }
}
