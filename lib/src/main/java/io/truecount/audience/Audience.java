package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.TreeSet;

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

  /** The names of the events in its conditions; not those of audiences that it refers to. */
  public Set<String> eventNames() {
    Set<String> names = new TreeSet<>();
    where.match(ConditionParts.EVENTS).forEach(event -> names.addAll(event.names()));
    return names;
  }

  /** Whether one of its own event conditions holds a piece of the SQL that a run evaluates. */
  public boolean filtersBy(String piece) {
    return where.match(ConditionParts.EVENTS).stream()
        .flatMap(event -> event.where().stream())
        .anyMatch(sql -> EventMeasures.text(sql).contains(piece));
  }
}
