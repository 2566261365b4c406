package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One audience: which customers, at any as_of.
 *
 * @param place {@code file:line} of the definition
 * @param anonymous whether anonymous customers may be members
 * @param hash SHA-256 of what the definition means, references included; spelling, place and
 *     description do not matter
 * @param settings what else the definition asks for
 */
public record Audience(
    String name,
    String place,
    String description,
    boolean anonymous,
    Condition where,
    String hash,
    AudienceSettings settings) {
  public Audience {
    requireNonNull(name);
    requireNonNull(place);
    requireNonNull(description);
    requireNonNull(where);
    requireNonNull(hash);
    requireNonNull(settings);
  }

  /** An audience that asks for nothing besides its members. */
  public Audience(
      String name,
      String place,
      String description,
      boolean anonymous,
      Condition where,
      String hash) {
    this(name, place, description, anonymous, where, hash, AudienceSettings.NONE);
  }

  /** Whether a condition of its own measures events, so that {@code customer_measures} is kept. */
  public boolean measuresEvents() {
    return !where.match(ConditionParts.EVENTS).isEmpty();
  }

  /** The names of the events in its conditions; not those of audiences that it refers to. */
  public Set<String> eventNames() {
    Set<String> names = new TreeSet<>();
    where.match(ConditionParts.EVENTS).forEach(event -> names.addAll(event.names()));
    steps().forEach(step -> names.addAll(step.names()));
    return names;
  }

  /** The metrics that its own conditions name. */
  public Set<String> metricNames() {
    return new TreeSet<>(where.match(ConditionParts.METRICS));
  }

  /** The dimensions that its own conditions name. */
  public Set<String> dimensionNames() {
    return new TreeSet<>(where.match(ConditionParts.DIMENSIONS));
  }

  /** The audiences that its own conditions refer to. */
  public Set<String> audienceNames() {
    return new TreeSet<>(where.match(ConditionParts.REFERENCES));
  }

  private List<SequenceStep> steps() {
    return where.match(ConditionParts.SEQUENCES).stream()
        .flatMap(sequence -> sequence.steps().stream())
        .toList();
  }

  /** Whether one of its own event conditions holds a piece of the SQL that a run evaluates. */
  public boolean filtersBy(String piece) {
    return Stream.concat(
            where.match(ConditionParts.EVENTS).stream().flatMap(event -> event.where().stream()),
            steps().stream().flatMap(step -> step.where().stream()))
        .anyMatch(sql -> EventMeasures.text(sql).contains(piece));
  }
}
