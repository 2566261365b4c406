package io.truecount.source.value;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/**
 * Points in time as sources spell them: a full date by ISO 8601 (month and day may have one digit)
 * with a time of day and an offset or zone where there are any, else UTC; or a number since 1970,
 * whose digits before the point say the unit: 10 seconds, 13 milliseconds, 16 microseconds, 19
 * nanoseconds. What is finer than a microsecond is cut off.
 */
public final class Times {
  /** No time at all: outside of what a timestamp can hold. */
  public static final long NONE = Long.MIN_VALUE;

  private static final long SECOND = 1_000_000;
  private static final long DAY = 86_400 * SECOND;
  private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

  private static final int DIGITS_OF_SECONDS = 10;
  private static final int DIGITS_OF_NANOS = 19;
  private static final int DIGITS_OF_MICROS = 16;
  private static final int DIGITS_OF_YEAR = 4;

  private Times() {}

  /** Microseconds since 1970, or {@link #NONE} when the text is no time. */
  public static long micros(UTF8String text) {
    int length = text.numBytes();
    if (length >= SHAPE.length() && text.getByte(length - 1) == 'Z' && isIso(text)) {
      long fraction = fraction(text, SHAPE.length(), length - 1);
      if (fraction >= 0) {
        return day(text) * DAY + timeOfDay(text) + fraction;
      }
    }
    return startsWithDate(text) ? parsed(text) : sinceEpoch(text);
  }

  private static long parsed(UTF8String text) {
    Option<Object> parsed = DateTimeUtils.stringToTimestamp(text, ZoneOffset.UTC);
    return parsed.isDefined() ? (long) parsed.get() : NONE;
  }

  /** Spark would read "12:30" as today's, whichever day that is, and "2026-01" as its first day. */
  private static boolean startsWithDate(UTF8String text) {
    if (Numbers.digits(text, 0) != DIGITS_OF_YEAR) {
      return false;
    }
    int month = part(text, DIGITS_OF_YEAR);
    int day = month < 0 ? month : part(text, month);
    return day >= 0
        && (day == text.numBytes()
            || (isGap(text.getByte(day)) && Numbers.digits(text, day + 1) > 0));
  }

  /** The place behind a dash and one or two digits; -1 when there are none. */
  private static int part(UTF8String text, int from) {
    int digits = Numbers.digits(text, from + 1);
    boolean is = from < text.numBytes() && text.getByte(from) == '-' && digits > 0 && digits <= 2;
    return is ? from + 1 + digits : -1;
  }

  private static boolean isGap(byte b) {
    return b == 'T' || b == ' ';
  }

  private static long sinceEpoch(UTF8String text) {
    if (!Numbers.isNumber(text)) {
      return NONE;
    }
    int length = text.numBytes();
    if (Numbers.digits(text, 0) == length) {
      return length <= DIGITS_OF_NANOS ? micros(Numbers.unsigned(text, 0, length), length) : NONE;
    }
    BigDecimal value = Numbers.exact(text);
    if (value == null || value.signum() <= 0) {
      return NONE;
    }
    long digits = Numbers.magnitude(value);
    boolean has = digits <= DIGITS_OF_NANOS && unit((int) digits) > 0;
    return has ? value.movePointLeft((int) digits - DIGITS_OF_SECONDS - 6).longValue() : NONE;
  }

  private static long micros(long value, int digits) {
    long unit = unit(digits);
    if (unit == 0 || value < 0) {
      return NONE; // of 19 digits, some are more than a long holds
    }
    return digits > DIGITS_OF_MICROS ? value / 1000 : value * unit;
  }

  /** Microseconds, at least one, of what a number of so many digits counts; 0 for none. */
  private static long unit(int digits) {
    return switch (digits) {
      case DIGITS_OF_SECONDS -> SECOND;
      case DIGITS_OF_SECONDS + 3 -> 1000;
      case DIGITS_OF_MICROS, DIGITS_OF_NANOS -> 1;
      default -> 0;
    };
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
    boolean usual = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    return usual && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth());
  }

  /** Days since 1970, by the rule of leap years: many times a record. */
  private static long day(UTF8String text) {
    int month = number(text, 5, 2);
    int year = number(text, 0, 4) - (month <= 2 ? 1 : 0);
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + number(text, 8, 2) - 1;
    return 365L * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468;
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
