package io.truecount.quality;

import java.util.Locale;

/** Some of all; nothing of nothing is 0. */
record Share(long some, long all) {
  Share {
    if (some < 0 || some > all) {
      throw new IllegalArgumentException("Invalid share: %d of %d".formatted(some, all));
    }
  }

  double value() {
    return all == 0 ? 0 : (double) some / all;
  }

  boolean isAll() {
    return all > 0 && some == all;
  }

  /** {@code 1,234 of 5,678}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,d of %,d", some, all);
  }

  /** Rounded towards the middle, so that only all of them are 100 % and only none 0 %. */
  String percent() {
    return percent(value());
  }

  static String percent(double share) {
    long whole = Math.round(share * 100);
    if (whole == 100 && share < 1) {
      return "over 99 %";
    }
    return whole == 0 && share > 0 ? "under 1 %" : whole + " %";
  }
}
