package io.truecount.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what a misspelt name was probably meant to be. */
public final class Suggestion {
  private Suggestion() {}

  /** The known name nearest to {@code name}, at most a third of its letters (and 3) away. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    int limit = Math.min(3, Math.max(1, name.length() / 3));
    LevenshteinDistance distance = new LevenshteinDistance(limit);
    return known.stream()
        .filter(candidate -> distance.apply(name, candidate) >= 0)
        .min(
            Comparator.<String>comparingInt(candidate -> distance.apply(name, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code did you mean "x"?}, or the list of what is known. */
  public static String remedy(String name, Collection<String> known) {
    return nearest(name, known)
        .map(candidate -> "did you mean \"%s\"?".formatted(candidate))
        .orElseGet(() -> "use one of: " + String.join(", ", known.stream().sorted().toList()));
  }
}
