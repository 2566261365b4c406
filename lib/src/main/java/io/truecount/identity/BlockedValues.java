package io.truecount.identity;

import io.truecount.config.IdentityConfig.Blocked;
import java.io.Serializable;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values that stand in many records and say nothing about who somebody is. */
final class BlockedValues implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Set<String> PLACEHOLDERS =
      Set.of("", "null", "anonymous", "unknown", "undefined", "none", "n/a", "-1", "test@test.com");

  /** Zeros and dashes only, addresses that nobody reads, templates that were not filled in. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("^[0-]*$|^no-?reply@|[#$]\\{.*\\}|\\{\\{.*\\}\\}");

  private final boolean builtIn;
  private final Set<String> values;
  private final Pattern patterns;

  BlockedValues(Blocked config) {
    builtIn = config.builtIn();
    values =
        config.values().stream()
            .map(v -> v.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    patterns =
        Pattern.compile(
            Stream.concat(Stream.of("(?!)"), config.patterns().stream().map("(?:%s)"::formatted))
                .collect(Collectors.joining("|")),
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  boolean contains(String value) {
    String text = value.toLowerCase(Locale.ROOT);
    return (builtIn && (PLACEHOLDERS.contains(text) || PLACEHOLDER.matcher(text).find()))
        || values.contains(text)
        || patterns.matcher(value).find();
  }
}
