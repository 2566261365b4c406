package io.truecount.audience;

/** What event conditions are measured from. */
public enum EventSource {
  /** The events themselves: the definition as every engine can run it. */
  EVENTS,
  /** The table {@code customer_measures}, and the events of days that a window cuts. */
  DAYS
}
