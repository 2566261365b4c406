package io.truecount.metric.manifest;

import io.truecount.config.yaml.YamlNode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lengths of time: {@code 7 days}, or a count and a granularity. */
final class WindowReader {
  private static final Pattern WINDOW = Pattern.compile("\\s*(\\d+)\\s+(\\w+)\\s*");

  private WindowReader() {}

  static Optional<Window> window(YamlNode parent) {
    return window(parent, "window");
  }

  static Optional<Window> window(YamlNode parent, String key) {
    return parent.optional(key).map(WindowReader::read);
  }

  private static Window read(YamlNode node) {
    if (node.isMapping()) {
      try (node) {
        return new Window(
            Math.toIntExact(node.optionalInteger("count").orElse(1L)),
            singular(node.text("granularity")));
      }
    }
    Matcher matcher = WINDOW.matcher(node.text());
    if (!matcher.matches()) {
      node.problem(
          "%s must be a count and a grain, not \"%s\"".formatted(node.path(), node.text()),
          "write it like \"7 days\"");
      return new Window(1, "day");
    }
    return new Window(Integer.parseInt(matcher.group(1)), singular(matcher.group(2)));
  }

  /** A standard grain may be written in the plural. */
  private static String singular(String grain) {
    String lower = grain.toLowerCase(Locale.ROOT);
    if (Grain.named(lower).isEmpty() && lower.endsWith("s")) {
      return lower.substring(0, lower.length() - 1);
    }
    return lower;
  }
}
