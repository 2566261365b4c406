package io.truecount.config;

import io.truecount.error.Suggestion;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many values of one type a customer may have: ever, or among those first seen within a window
 * of time. A half-open window of this length, wherever it begins, then holds at most so many.
 *
 * @param most at least 1; {@link Integer#MAX_VALUE} for any number
 * @param window {@link #EVER} without one
 */
public record IdentifierLimit(int most, Duration window) implements Serializable {
  public static final Duration EVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** Any number of values. */
  public static final IdentifierLimit NONE = new IdentifierLimit(Integer.MAX_VALUE, EVER);

  /** One value a customer. */
  public static final IdentifierLimit UNIQUE = new IdentifierLimit(1, EVER);

  private static final String LIMIT = "limit";
  private static final String UNIQUE_KEY = "unique";
  private static final Pattern LENGTH =
      Pattern.compile("(\\d{1,6})\\s*(minute|hour|day|week)s?", Pattern.CASE_INSENSITIVE);

  public IdentifierLimit {
    if (most < 1 || window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException(
          "Invalid limit: %d within %s (both must be > 0)".formatted(most, window));
    }
  }

  /** A limit over all time. */
  public static IdentifierLimit ever(int most) {
    return new IdentifierLimit(most, EVER);
  }

  public boolean isNone() {
    return most == Integer.MAX_VALUE;
  }

  public boolean isEver() {
    return window.equals(EVER);
  }

  /** Whether a customer has one value at most, over all time. */
  public boolean isUnique() {
    return most == 1 && isEver();
  }

  /**
   * For people: {@code at most 5 email first seen within 90 days}.
   *
   * @param values what is limited
   */
  public String words(String values) {
    String most = "at most %d %s".formatted(this.most, values);
    return isEver() ? most : "%s first seen within %s".formatted(most, span());
  }

  private String span() {
    long minutes = window.toMinutes();
    if (minutes % (24 * 60) == 0) {
      return minutes / (24 * 60) + (minutes == 24 * 60 ? " day" : " days");
    }
    return minutes % 60 == 0 ? minutes / 60 + " hours" : minutes + " minutes";
  }

  /** Reads {@code limit} and {@code unique} of an identifier type; none where it has neither. */
  static IdentifierLimit read(ConfigNode type) {
    boolean unique = type.has(UNIQUE_KEY) && type.bool(UNIQUE_KEY);
    if (!type.has(LIMIT)) {
      return unique ? UNIQUE : NONE;
    }
    IdentifierLimit limit =
        type.isObject(LIMIT) ? windowed(type.child(LIMIT)) : ever(count(type, LIMIT));
    if (unique && !limit.isUnique()) {
      type.problem(
          UNIQUE_KEY,
          "%s is unique and has a limit of %s".formatted(type.path(), limit.words("values")),
          "take one of the two out: unique = true is limit = 1");
    }
    return limit;
  }

  private static IdentifierLimit windowed(ConfigNode limit) {
    try (limit) {
      int most = count(limit, "count");
      return limit.has("window") ? new IdentifierLimit(most, window(limit)) : ever(most);
    }
  }

  private static int count(ConfigNode node, String key) {
    long count = node.integer(key);
    if (node.has(key) && count < 1) {
      node.problem(
          key,
          "%s.%s is %d, which would allow no value".formatted(node.path(), key, count),
          "write 1 or more, or block the type's values under identity.blocked");
    }
    return (int) Math.max(1, Math.min(count, Integer.MAX_VALUE - 1));
  }

  private static Duration window(ConfigNode limit) {
    String text = limit.string("window").strip();
    Matcher found = LENGTH.matcher(text);
    if (!found.matches()) {
      limit.problem("window", "not a length of time: \"%s\"".formatted(text), remedy(text));
      return EVER;
    }
    Duration length = unit(found.group(2)).multipliedBy(Long.parseLong(found.group(1)));
    if (length.isZero()) {
      limit.problem(
          "window", "a window of %s has no time in it".formatted(text), "write 1 or more");
      return EVER;
    }
    return length;
  }

  private static String remedy(String text) {
    if (text.matches("\\d+")) {
      return "write %s days, or another unit: minutes, hours, weeks".formatted(text);
    }
    Matcher number = Pattern.compile("(\\d+)\\s*([a-z]+)").matcher(text.toLowerCase(Locale.ROOT));
    return number.matches()
        ? Suggestion.remedy(number.group(2), List.of("minutes", "hours", "days", "weeks"))
        : "write such as 90 days, 12 hours or 4 weeks";
  }

  private static Duration unit(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "minute" -> Duration.ofMinutes(1);
      case "hour" -> Duration.ofHours(1);
      case "day" -> Duration.ofDays(1);
      default -> Duration.ofDays(7);
    };
  }
}
