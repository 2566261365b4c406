package io.truecount.audience;

import io.truecount.audience.Condition.Event;

/** What an event condition measures, whatever it is compared with. */
record Measured(EventMatch match, Condition.Measure measure) {
  static Measured of(Event condition) {
    return new Measured(EventMatch.of(condition), condition.measure());
  }
}
