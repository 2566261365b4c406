package io.truecount.jobs.cli;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {
  private Numbers() {}

  /** 1,234,567. */
  public static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Whole numbers without decimals, others with four at most. */
  public static String decimal(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return whole((long) value);
    }
    return String.format(Locale.ROOT, "%,.4f", value);
  }

  /** As {@link #decimal(double)}; a decimal may have more digits than a double. */
  public static String decimal(BigDecimal value) {
    boolean whole = value.stripTrailingZeros().scale() <= 0;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%,.4f", value);
  }
}
