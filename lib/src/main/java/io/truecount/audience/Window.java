package io.truecount.audience;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** A stretch of time that ends at as_of and holds its start but not as_of itself. */
public sealed interface Window {
  /** What to do with each kind of window: a kind that is not handled breaks the build. */
  interface Cases<R> {
    R rolling(Rolling window);

    R calendar(Calendar window);
  }

  /** What {@code cases} gives for this kind of window. */
  <R> R match(Cases<R> cases);

  /** The first instant of the window. */
  Instant start(Instant asOf);

  /** The window without its end, for people: {@code 30 days}. */
  String words();

  /** The window without its end, the same in every version: {@code rolling PT720H}. */
  String text();

  private static String counted(long number, String unit) {
    return "%d %s%s".formatted(number, unit, number == 1 ? "" : "s");
  }

  /** So many hours, whatever clocks do: a day is 24 hours. */
  record Rolling(Duration length) implements Window {
    @Override
    public Instant start(Instant asOf) {
      return asOf.minus(length);
    }

    @Override
    public String text() {
      return "rolling " + length;
    }

    @Override
    public String words() {
      long minutes = length.toMinutes();
      if (minutes % 60 != 0) {
        return counted(minutes, "minute");
      }
      return minutes % (24 * 60) == 0
          ? counted(length.toDays(), "day")
          : counted(length.toHours(), "hour");
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.rolling(this);
    }
  }

  /**
   * From a midnight: so many calendar days (weeks, months) before the local date of as_of. The day
   * of as_of itself belongs to the window as far as it has passed.
   */
  record Calendar(Period length, ZoneId zone) implements Window {
    @Override
    public Instant start(Instant asOf) {
      return asOf.atZone(zone).toLocalDate().minus(length).atStartOfDay(zone).toInstant();
    }

    @Override
    public String text() {
      return "calendar %s in %s".formatted(length, zone.getId());
    }

    @Override
    public String words() {
      String number =
          length.toTotalMonths() > 0
              ? counted(length.toTotalMonths(), "calendar month")
              : counted(length.get(ChronoUnit.DAYS), "calendar day");
      return "%s in %s".formatted(number, zone.getId());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.calendar(this);
    }
  }
}
