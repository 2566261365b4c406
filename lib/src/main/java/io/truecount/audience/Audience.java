package io.truecount.audience;

import static java.util.Objects.requireNonNull;

/**
 * One audience: which customers, at any as_of.
 *
 * @param place {@code file:line} of the definition
 * @param anonymous whether anonymous customers may be members
 * @param hash SHA-256 of what the definition means, references included; spelling, place and
 *     description do not matter
 */
public record Audience(
    String name,
    String place,
    String description,
    boolean anonymous,
    Condition where,
    String hash) {
  public Audience {
    requireNonNull(name);
    requireNonNull(place);
    requireNonNull(description);
    requireNonNull(where);
    requireNonNull(hash);
  }

  /** Whether one of its event conditions filters by this SQL. */
  public boolean filtersBy(String sql) {
    return EventConditions.of(where).stream()
        .anyMatch(event -> event.where().filter(sql::equals).isPresent());
  }
}
