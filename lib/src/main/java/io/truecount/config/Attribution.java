package io.truecount.config;

import static java.util.Objects.requireNonNull;

import io.truecount.error.Suggestion;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who the events of a device belong to that name no person. A login is an event that has the
 * device's identifier and a person's.
 *
 * @param days of {@link Mode#BOUNDED}; 0 for every other mode
 */
public record Attribution(Mode mode, int days) implements Serializable {
  /** Where a mode names no person, an event is of the device's own customer if it is anonymous. */
  public enum Mode {
    /**
     * From a login until the next one they belong to that login's person, before the first login to
     * the first.
     */
    INTERVAL,
    /** All of them belong to the person of the latest login. */
    LAST_LOGIN,
    /** As {@link #INTERVAL}, within so many days after the login, or before the first one. */
    BOUNDED,
    /** They belong to no person. */
    NEUTRAL
  }

  public static final Attribution DEFAULT = new Attribution(Mode.INTERVAL, 0);

  private static final int MOST_DAYS = 36_500;
  private static final Pattern BOUNDED =
      Pattern.compile("bounded\\(\\s*(\\d{1,9})( days?)?\\s*\\)");
  private static final List<String> KNOWN =
      List.of("interval", "last_login", "bounded(30)", "neutral");

  public Attribution {
    requireNonNull(mode);
    if (mode == Mode.BOUNDED ? days < 1 || days > MOST_DAYS : days != 0) {
      throw new IllegalArgumentException("Invalid days of %s: %d".formatted(mode, days));
    }
  }

  /** Reads {@code attribution} of an identifier type; the default when the type has none. */
  static Attribution read(ConfigNode type) {
    String key = "attribution";
    String text = type.has(key) ? type.string(key) : "";
    Matcher bounded = BOUNDED.matcher(text);
    if (bounded.matches()) {
      return bounded(type, key, Integer.parseInt(bounded.group(1)));
    }
    return switch (text.replace('-', '_')) {
      case "", "interval" -> DEFAULT;
      case "last_login" -> new Attribution(Mode.LAST_LOGIN, 0);
      case "neutral" -> new Attribution(Mode.NEUTRAL, 0);
      default -> {
        type.problem(key, "unknown attribution \"%s\"".formatted(text), remedy(text));
        yield DEFAULT;
      }
    };
  }

  private static Attribution bounded(ConfigNode type, String key, int days) {
    if (days < 1 || days > MOST_DAYS) {
      type.problem(
          key,
          "attribution bounded(%d) has no such window".formatted(days),
          "use 1 to %d days, such as bounded(30)".formatted(MOST_DAYS));
      return DEFAULT;
    }
    return new Attribution(Mode.BOUNDED, days);
  }

  private static String remedy(String text) {
    return text.startsWith("bounded")
        ? "write a number of days, such as bounded(30)"
        : Suggestion.remedy(text, KNOWN);
  }
}
