package io.truecount.identity;

import io.truecount.config.IdentityConfig.Blocked;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values that stand in many records and say nothing about who somebody is. */
final class BlockedValues implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Set<String> PLACEHOLDERS =
      Set.of("", "null", "anonymous", "unknown", "undefined", "none", "n/a", "-1", "test@test.com");

  /** How zeros and dashes, and addresses that nobody reads, begin. */
  private static final Pattern NOBODY = Pattern.compile("[0-]*$|no-?reply@");

  private static final Pattern UNFILLED_TEMPLATE = Pattern.compile("[#$]\\{.*\\}|\\{\\{.*\\}\\}");

  private final boolean builtIn;
  private final Set<String> values;
  private final List<Pattern> patterns;

  BlockedValues(Blocked config) {
    builtIn = config.builtIn();
    values =
        config.values().stream()
            .map(v -> v.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    patterns =
        config.patterns().stream()
            .map(p -> Pattern.compile(p, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
            .toList();
  }

  boolean contains(String value) {
    String text = value.toLowerCase(Locale.ROOT);
    return (builtIn && isPlaceholder(text))
        || values.contains(text)
        || patterns.stream().anyMatch(pattern -> pattern.matcher(value).find());
  }

  private static boolean isPlaceholder(String text) {
    return PLACEHOLDERS.contains(text)
        || NOBODY.matcher(text).lookingAt()
        || (text.indexOf('{') >= 0 && UNFILLED_TEMPLATE.matcher(text).find());
  }
}
