package io.truecount.identity;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the records that have an identifier come to. {@link #merge} is associative and commutative.
 *
 * @param firstSeen microseconds since 1970
 * @param separation properties with their only value; empty for one that was seen with several
 */
record SeenIdentifier(long firstSeen, Map<String, Optional<String>> separation) {
  static SeenIdentifier of(long time, Map<String, String> separation) {
    Map<String, Optional<String>> only = new TreeMap<>();
    separation.forEach((property, value) -> only.put(property, Optional.of(value)));
    return new SeenIdentifier(time, only);
  }

  SeenIdentifier merge(SeenIdentifier other) {
    Map<String, Optional<String>> both = new TreeMap<>(separation);
    other.separation.forEach(
        (property, value) ->
            both.merge(property, value, (a, b) -> a.equals(b) ? a : Optional.empty()));
    return new SeenIdentifier(Math.min(firstSeen, other.firstSeen), both);
  }

  /** The properties of which one value was seen. */
  Map<String, String> single() {
    Map<String, String> single = new TreeMap<>();
    separation.forEach((property, value) -> value.ifPresent(v -> single.put(property, v)));
    return single;
  }
}
