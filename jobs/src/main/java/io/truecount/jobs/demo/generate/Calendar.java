package io.truecount.jobs.demo.generate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The demo lake's time: {@value #DAYS} days of activity, delivered in weekly loads. The load dated
 * D holds what arrived in the seven days before D, 00:00 UTC.
 */
final class Calendar {
  static final int WEEKS = 8;
  static final int DAYS = 7 * WEEKS;
  static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 4);

  /** Exclusive end of activity, and the date of the last load. */
  static final LocalDate LAST_LOAD = FIRST_DAY.plusDays(DAYS);

  private static final long DAY_MILLIS = 86_400_000L;
  private static final long FIRST_MILLIS = millis(FIRST_DAY);

  private Calendar() {}

  static LocalDate loadDate(int week) {
    return FIRST_DAY.plusDays(7L * (week + 1));
  }

  /** Milliseconds since 1970 at {@code second} of a day counted from {@link #FIRST_DAY}. */
  static long millis(int day, int second) {
    return FIRST_MILLIS + day * DAY_MILLIS + second * 1000L;
  }

  static long loadMillis(int week) {
    return millis(loadDate(week));
  }

  static String iso(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static long millis(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
