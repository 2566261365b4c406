package io.truecount.audience;

import io.truecount.config.yaml.YamlNode;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads windows. */
final class WindowReader {
  private static final Pattern WINDOW =
      Pattern.compile("(\\d{1,6})\\s+(calendar\\s+)?(minute|hour|day|week|month)s?");

  private static final String REMEDY =
      "write such as 90 minutes, 12 hours, 30 days, 4 weeks, 30 calendar days, 3 calendar months";

  /** One that means the same without its end. */
  private static final Window.Rolling STAND_IN = new Window.Rolling(Duration.ofDays(1));

  private WindowReader() {}

  /** {@code 30 days}, or {@code 30 calendar days} from a midnight in the zone. */
  static Window read(YamlNode node, ZoneId zone) {
    String text = node.text().strip().toLowerCase(Locale.ROOT);
    Matcher found = WINDOW.matcher(text);
    Optional<Window> window =
        found.matches()
            ? window(Integer.parseInt(found.group(1)), found.group(2) != null, found.group(3), zone)
            : Optional.empty();
    if (window.isEmpty()) {
      reportUnread(node, text);
    } else if (text.matches("0+\\s.*")) {
      node.problem("a window of %s has no time in it".formatted(text), "write 1 or more");
    }
    return window.orElse(STAND_IN);
  }

  private static void reportUnread(YamlNode node, String text) {
    if (text.matches("\\d+")) {
      node.problem(
          "the window %s has no unit".formatted(text),
          "write %s days, or another unit: minutes, hours, weeks, calendar days".formatted(text));
    } else {
      node.problem("not a window: \"%s\"".formatted(node.text()), REMEDY);
    }
  }

  /** A length of time between two events, which has no calendar. */
  static Window.Rolling length(YamlNode node) {
    return read(node, java.time.ZoneOffset.UTC)
        .match(
            new Window.Cases<>() {
              @Override
              public Window.Rolling rolling(Window.Rolling window) {
                return window;
              }

              @Override
              public Window.Rolling calendar(Window.Calendar window) {
                node.problem(
                    "the time between two events has no calendar: \"%s\"".formatted(node.text()),
                    "write days of 24 hours: 7 days");
                return STAND_IN;
              }
            });
  }

  private static Optional<Window> window(int n, boolean calendar, String unit, ZoneId zone) {
    if (calendar) {
      return switch (unit) {
        case "day" -> Optional.of(new Window.Calendar(Period.ofDays(n), zone));
        case "week" -> Optional.of(new Window.Calendar(Period.ofWeeks(n), zone));
        case "month" -> Optional.of(new Window.Calendar(Period.ofMonths(n), zone));
        default -> Optional.empty();
      };
    }
    return switch (unit) {
      case "minute" -> Optional.of(new Window.Rolling(Duration.ofMinutes(n)));
      case "hour" -> Optional.of(new Window.Rolling(Duration.ofHours(n)));
      case "day" -> Optional.of(new Window.Rolling(Duration.ofHours(24L * n)));
      case "week" -> Optional.of(new Window.Rolling(Duration.ofHours(7L * 24 * n)));
      default -> Optional.empty();
    };
  }
}
