package io.truecount.audience;

import java.util.List;
import java.util.Optional;

/** A predicate over one customer at as_of: true, false or unknown. */
public sealed interface Condition {

  /** Every one is true. */
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /** At least one is true. */
  record Any(List<Condition> conditions) implements Condition {
    public Any {
      conditions = List.copyOf(conditions);
    }
  }

  /** Is not true: false and unknown both hold. */
  record Not(Condition condition) implements Condition {}

  /** A column of the table customers. */
  record Trait(String name, ValueTest test) implements Condition {}

  /**
   * A measure over the customer's events before as_of.
   *
   * @param names of the events, any of them
   * @param within empty for all time before as_of
   * @param where SQL over one event, checked; unknown is false
   */
  record Event(
      List<String> names,
      Optional<Window> within,
      Optional<String> where,
      Measure measure,
      ValueTest test)
      implements Condition {
    public Event {
      names = List.copyOf(names);
    }
  }

  /** Members of another audience by its definition, at the same as_of; never unknown. */
  record Reference(String audience) implements Condition {}

  /**
   * What is measured of the matching events.
   *
   * @param column path of the measured column; empty for counting
   */
  record Measure(Kind kind, String column) {
    /** Of no events counts and sum are 0, all others NULL. */
    public enum Kind {
      COUNT,
      /** Distinct values; NULL is none. */
      COUNT_DISTINCT,
      SUM,
      MIN,
      MAX,
      AVG,
      /** Of the earliest event by (occurred_at, source, event_id). */
      FIRST,
      /** Of the latest event. */
      LAST
    }
  }
}
