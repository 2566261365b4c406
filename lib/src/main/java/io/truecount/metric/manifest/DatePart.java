package io.truecount.metric.manifest;

import java.util.Locale;
import java.util.Optional;

/** A part of a date as a number; {@code dow} is ISO: Monday is 1, Sunday 7. */
public enum DatePart {
  YEAR,
  QUARTER,
  MONTH,
  DAY,
  DOW,
  DOY;

  public static Optional<DatePart> named(String name) {
    for (DatePart part : values()) {
      if (part.label().equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
