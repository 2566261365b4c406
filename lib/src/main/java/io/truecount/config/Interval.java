package io.truecount.config;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Half-open span of load time, {@code [start, end)}. */
public record Interval(Instant start, Instant end) {
  public Interval {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException(
          "Invalid interval: %s/%s (must end after it starts)".formatted(start, end));
    }
  }

  /** Reads {@code START/END}, each a date (midnight UTC) or an instant. */
  public static Interval parse(String text) {
    try {
      String[] parts = text.split("/", -1);
      if (parts.length == 2) {
        return new Interval(instant(parts[0]), instant(parts[1]));
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      throw invalid(text, String.valueOf(e.getMessage()));
    }
    throw invalid(text, "no / between two instants");
  }

  /** Reads the instant that an option of the command line gives. */
  public static Instant option(String option, String text) {
    try {
      return instant(text);
    } catch (DateTimeException e) {
      throw TruecountException.invalid(
          new Problem(
              "invalid instant \"%s\"".formatted(text),
              option,
              String.valueOf(e.getMessage()),
              "write a date or an instant, for example 2026-03-02 or 2026-03-02T06:00:00Z"));
    }
  }

  /** Midnight (UTC), with which a date begins. */
  public static Instant midnight(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** A date from its midnight (UTC) to the next one. */
  public static Interval day(LocalDate date) {
    return new Interval(midnight(date), midnight(date.plusDays(1)));
  }

  /** A date (midnight UTC) or an instant. */
  public static Instant instant(String text) {
    return text.length() == "2026-01-31".length()
        ? midnight(LocalDate.parse(text))
        : Instant.parse(text);
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(start) && instant.isBefore(end);
  }

  /** The load dates of the interval: those whose midnight (UTC) lies in it. */
  public List<LocalDate> dates() {
    LocalDate first = LocalDate.ofInstant(start.minusNanos(1), ZoneOffset.UTC).plusDays(1);
    LocalDate end = LocalDate.ofInstant(this.end.minusNanos(1), ZoneOffset.UTC).plusDays(1);
    return first.datesUntil(end).toList();
  }

  @Override
  public String toString() {
    return start + "/" + end;
  }

  private static TruecountException invalid(String text, String why) {
    return TruecountException.invalid(
        new Problem(
            "invalid interval \"%s\"".formatted(text),
            "--interval",
            why,
            "write START/END, for example 2026-03-01/2026-03-02"));
  }
}
