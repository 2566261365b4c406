package io.truecount.source.value;

import io.truecount.config.PropertyType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as text: digits, with a sign, a point and an exponent where there are any. Neither NaN
 * nor Infinity is a number, and no number becomes one.
 */
final class Numbers {
  private static final DecimalType MONEY = (DecimalType) PropertyType.DECIMAL.dataType();

  static final int PLACES = MONEY.scale();
  static final int DIGITS_BEFORE_POINT = MONEY.precision() - MONEY.scale();

  /** Digits of a long that need no look at the range. */
  private static final int SAFE_DIGITS = 18;

  private static final int SAFE_DIGITS_BEFORE_POINT = SAFE_DIGITS - PLACES;

  /** A longer text is no number: it would take a long time to find out which. */
  private static final int LONGEST = 1_000;

  private static final int DIGITS_OF_LONG = 19;

  /** Below 10^-9, and below the 10^15th part of the number: what binary fractions leave. */
  private static final int NOISE_PLACES = 9;

  private static final BigDecimal NOISE = BigDecimal.ONE.movePointLeft(NOISE_PLACES);
  private static final int EXACT_DIGITS = 15;

  private Numbers() {}

  static Object whole(UTF8String text) {
    int sign = isSign(text.getByte(0)) ? 1 : 0;
    int digits = text.numBytes() - sign;
    if (digits > 0 && digits <= SAFE_DIGITS && digits(text, sign) == digits) {
      long value = unsigned(text, sign, text.numBytes());
      return text.getByte(0) == '-' ? -value : value;
    }
    return isNumber(text) ? exactWhole(text) : Refusal.NOT_ONE;
  }

  static Object floating(UTF8String text) {
    if (!isNumber(text)) {
      return Refusal.NOT_ONE;
    }
    double value = Double.parseDouble(text.toString());
    return Double.isInfinite(value) ? Refusal.OUT_OF_RANGE : (Object) value;
  }

  static Object decimal(UTF8String text) {
    Decimal short_ = shortDecimal(text);
    if (short_ != null) {
      return short_;
    }
    return isNumber(text) ? exactDecimal(text) : Refusal.NOT_ONE;
  }

  static boolean isNumber(UTF8String text) {
    int length = text.numBytes();
    if (length == 0 || length > LONGEST) {
      return false;
    }
    int at = isSign(text.getByte(0)) ? 1 : 0;
    int before = digits(text, at);
    at += before;
    int after = at < length && text.getByte(at) == '.' ? digits(text, at + 1) : -1;
    at += after + 1;
    if (before + Math.max(after, 0) == 0) {
      return false;
    }
    return at == length || isExponent(text, at);
  }

  /** Exact; null for an exponent beyond any type. */
  static @Nullable BigDecimal exact(UTF8String number) {
    try {
      return new BigDecimal(number.toString());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** How many digits there are from a place on. */
  static int digits(UTF8String text, int from) {
    int at = from;
    while (at < text.numBytes() && isDigit(text.getByte(at))) {
      at++;
    }
    return at - from;
  }

  static long unsigned(UTF8String text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + text.getByte(i) - '0';
    }
    return value;
  }

  private static Object exactWhole(UTF8String text) {
    BigDecimal value = exact(text);
    if (value == null || magnitude(value) > DIGITS_OF_LONG) {
      return Refusal.OUT_OF_RANGE;
    }
    if (value.stripTrailingZeros().scale() > 0) {
      return Refusal.NOT_ONE;
    }
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      return Refusal.OUT_OF_RANGE;
    }
  }

  /** Few digits and no exponent, as most amounts are written; null for any other text. */
  private static @Nullable Decimal shortDecimal(UTF8String text) {
    int start = isSign(text.getByte(0)) ? 1 : 0;
    int before = digits(text, start);
    int point = start + before;
    boolean whole = point == text.numBytes();
    int after = whole ? 0 : digits(text, point + 1);
    boolean fits = before > 0 && before <= SAFE_DIGITS_BEFORE_POINT && after <= PLACES;
    boolean usual = whole || (text.getByte(point) == '.' && point + 1 + after == text.numBytes());
    if (!fits || !usual) {
      return null;
    }
    long value = unsigned(text, start, point);
    for (int i = 0; i < PLACES; i++) {
      value = value * 10 + (i < after ? text.getByte(point + 1 + i) - '0' : 0);
    }
    return Decimal.apply(text.getByte(0) == '-' ? -value : value, MONEY.precision(), MONEY.scale());
  }

  private static Object exactDecimal(UTF8String text) {
    BigDecimal value = exact(text);
    if (value == null || magnitude(value) > DIGITS_BEFORE_POINT) {
      return Refusal.OUT_OF_RANGE;
    }
    if (value.signum() == 0 || magnitude(value) < -NOISE_PLACES) {
      return Decimal.apply(0L, MONEY.precision(), MONEY.scale());
    }
    BigDecimal rounded = value.setScale(PLACES, RoundingMode.HALF_UP);
    if (rounded.precision() > MONEY.precision()) {
      return Refusal.OUT_OF_RANGE;
    }
    return isNoise(value.subtract(rounded).abs(), value)
        ? Decimal.apply(rounded, MONEY.precision(), MONEY.scale())
        : Refusal.TOO_MANY_PLACES;
  }

  private static boolean isNoise(BigDecimal rest, BigDecimal of) {
    return rest.compareTo(NOISE) < 0 || rest.compareTo(of.abs().movePointLeft(EXACT_DIGITS)) < 0;
  }

  /** Digits before the point; negative: zeros after it. */
  static long magnitude(BigDecimal value) {
    return value.signum() == 0 ? 0 : (long) value.precision() - value.scale();
  }

  private static boolean isExponent(UTF8String text, int at) {
    if (text.getByte(at) != 'e' && text.getByte(at) != 'E') {
      return false;
    }
    int from = at + 1 < text.numBytes() && isSign(text.getByte(at + 1)) ? at + 2 : at + 1;
    int digits = digits(text, from);
    return digits > 0 && from + digits == text.numBytes();
  }

  private static boolean isSign(byte b) {
    return b == '-' || b == '+';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
