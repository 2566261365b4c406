package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One step of a sequence of events, which are ordered by (occurred_at, source, event_id).
 *
 * @param names of the events, any of them
 * @param where SQL over one event, checked; unknown is false
 * @param within the longest time since the step before; empty for any time. Of a step that must be
 *     absent, how long after the step before it; empty for ever before as_of
 */
public record SequenceStep(
    Kind kind, List<String> names, Optional<String> where, Optional<Window.Rolling> within) {
  /** Whether such an event follows or not. */
  public enum Kind {
    OCCURS,
    /** None of these events follows the step before. */
    ABSENT
  }

  public SequenceStep {
    requireNonNull(kind);
    requireNonNull(where);
    requireNonNull(within);
    names = List.copyOf(names);
  }
}
