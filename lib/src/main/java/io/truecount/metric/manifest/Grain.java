package io.truecount.metric.manifest;

import java.util.Locale;
import java.util.Optional;

/** A standard calendar grain; weeks start on Monday. Ordered from fine to coarse. */
public enum Grain {
  NANOSECOND,
  MICROSECOND,
  MILLISECOND,
  SECOND,
  MINUTE,
  HOUR,
  DAY,
  WEEK,
  MONTH,
  QUARTER,
  YEAR;

  public static Optional<Grain> named(String name) {
    for (Grain grain : values()) {
      if (grain.label().equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(grain);
      }
    }
    return Optional.empty();
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean finerThan(Grain other) {
    return compareTo(other) < 0;
  }
}
