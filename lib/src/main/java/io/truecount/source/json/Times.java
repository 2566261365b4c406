package io.truecount.source.json;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/**
 * Points in time as sources spell them: ISO 8601 (without an offset: UTC), or seconds or
 * milliseconds since 1970 as 10 or 13 digits.
 */
public final class Times {
  /** No time at all: outside of what a timestamp can hold. */
  public static final long NONE = Long.MIN_VALUE;

  private static final long SECOND = 1_000_000;
  private static final long DAY = 86_400 * SECOND;
  private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

  /** Records of one file mostly come from few days. */
  private int cachedDate = -1;

  private long cachedDay;

  /** Microseconds since 1970, or {@link #NONE} when the text is no time. */
  public long micros(UTF8String text) {
    int length = text.numBytes();
    if (length >= SHAPE.length() && text.getByte(length - 1) == 'Z' && isIso(text)) {
      long fraction = fraction(text, SHAPE.length(), length - 1);
      if (fraction >= 0) {
        return day(text) + timeOfDay(text) + fraction;
      }
    }
    return slow(text);
  }

  private static long slow(UTF8String text) {
    int length = text.numBytes();
    if ((length == 10 || length == 13) && text.toString().chars().allMatch(Character::isDigit)) {
      return Long.parseLong(text.toString()) * (length == 10 ? SECOND : 1000);
    }
    if (length < 10 || text.getByte(4) != '-' || text.getByte(7) != '-') {
      // Spark would read "12:30" as today's, whichever day that is
      return NONE;
    }
    Option<Object> parsed = DateTimeUtils.stringToTimestamp(text, ZoneOffset.UTC);
    return parsed.isDefined() ? (long) parsed.get() : NONE;
  }

  private static boolean isIso(UTF8String text) {
    for (int i = 0; i < SHAPE.length(); i++) {
      byte b = text.getByte(i);
      char expected = SHAPE.charAt(i);
      if (expected == 'd' ? b < '0' || b > '9' : b != expected) {
        return false;
      }
    }
    return isDate(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2))
        && number(text, 11, 2) < 24
        && number(text, 14, 2) < 60
        && number(text, 17, 2) < 60;
  }

  private static boolean isDate(int year, int month, int day) {
    boolean usual = month >= 1 && month <= 12 && day >= 1 && day <= 31;
    return usual && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth());
  }

  private long day(UTF8String text) {
    int date = number(text, 0, 4) * 10_000 + number(text, 5, 2) * 100 + number(text, 8, 2);
    if (date != cachedDate) {
      cachedDay = epochDay(date / 10_000, date / 100 % 100, date % 100);
      cachedDate = date;
    }
    return cachedDay * DAY;
  }

  private static long epochDay(int year, int month, int day) {
    return LocalDate.of(year, month, day).toEpochDay();
  }

  private static long timeOfDay(UTF8String text) {
    int seconds = number(text, 11, 2) * 3600 + number(text, 14, 2) * 60 + number(text, 17, 2);
    return seconds * SECOND;
  }

  /** Digits after the point as microseconds; -1 when they are none. */
  private static long fraction(UTF8String text, int from, int to) {
    if (from == to) {
      return 0;
    }
    if (text.getByte(from) != '.' || to - from < 2 || to - from > 10) {
      return -1;
    }
    long micros = 0;
    for (int i = 0; i < 9; i++) {
      int at = from + 1 + i;
      int digit = at < to ? text.getByte(at) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return -1;
      }
      micros = i < 6 ? micros * 10 + digit : micros;
    }
    return micros;
  }

  private static int number(UTF8String text, int from, int length) {
    int value = 0;
    for (int i = from; i < from + length; i++) {
      value = value * 10 + text.getByte(i) - '0';
    }
    return value;
  }
}
