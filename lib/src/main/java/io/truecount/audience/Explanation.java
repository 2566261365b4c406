package io.truecount.audience;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a condition is for one customer, and why.
 *
 * @param id number of the condition in its audience, from 0 at the top
 * @param condition in words
 * @param value what it measured, as text; empty where it measures nothing or there is no value
 * @param measures whether it measures something itself
 * @param decides whether it is one of the conditions that decided about the membership: with
 *     another outcome of these, all others being as they are, it could be another
 * @param conditions those that it is made of
 */
public record Explanation(
    int id,
    String condition,
    Truth truth,
    Optional<String> value,
    boolean measures,
    boolean decides,
    List<Explanation> conditions) {
  /** The three values of SQL's logic. */
  public enum Truth {
    TRUE,
    FALSE,
    UNKNOWN
  }

  public Explanation {
    requireNonNull(condition);
    requireNonNull(truth);
    requireNonNull(value);
    conditions = List.copyOf(conditions);
  }

  /** Whether it is the condition that every audience has, that its members are known. */
  public boolean isImplied() {
    return conditions.isEmpty() && condition.equals(ConditionLabel.KNOWN);
  }

  /** This and all below it. */
  public Stream<Explanation> all() {
    return Stream.concat(Stream.of(this), conditions.stream().flatMap(Explanation::all));
  }

  /**
   * The conditions without others below them that decided, in the order of the definition; what
   * every audience implies comes last.
   */
  public List<Explanation> deciding() {
    return all()
        .filter(e -> e.decides() && e.conditions().isEmpty())
        .sorted(comparing(Explanation::isImplied))
        .toList();
  }
}
