package io.truecount.identity;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Values that occur in many records and identify no customer: built-in placeholders and the names
 * of the project's identifier types, lists and objects, and what the project blocks. Compared
 * without case, and without blanks, quotes and brackets around them.
 */
final class BlockedValues implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A GUID as Microsoft's systems print it, which is no object. */
  private static final Pattern GUID = Pattern.compile("\\{[0-9a-f-]{32,36}}");

  private final boolean builtIn;
  private final Set<String> types;
  private final Set<String> values;
  private final Set<String> hashes;
  private final List<Pattern> patterns;

  BlockedValues(IdentityConfig config) {
    Blocked blocked = config.blocked();
    builtIn = blocked.builtIn();
    types =
        config.types().stream()
            .map(IdentifierType::name)
            .map(BlockedValues::folded)
            .collect(toUnmodifiableSet());
    values = blocked.values().stream().map(BlockedValues::folded).collect(toUnmodifiableSet());
    hashes = values.stream().map(HashedValues::hash).collect(toUnmodifiableSet());
    patterns =
        blocked.patterns().stream()
            .map(p -> Pattern.compile(p, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
            .toList();
  }

  /** Why the value links no records; empty when it may. */
  Optional<Refusal> refusal(String value) {
    String text = folded(value);
    String bare = Placeholders.bare(text);
    return (builtIn ? builtIn(text, bare) : Optional.<Refusal>empty())
        .or(() -> listed(text, bare))
        .or(() -> matched(value));
  }

  /** As {@link #refusal}, for the SHA-256 of a value. */
  Optional<Refusal> refusalOfHash(String hash) {
    if (builtIn && HashedValues.OF_PLACEHOLDERS.contains(hash)) {
      return Optional.of(Refusal.PLACEHOLDER);
    }
    return hashes.contains(hash) ? Optional.of(Refusal.BLOCKED_VALUE) : listed(hash, hash);
  }

  private Optional<Refusal> builtIn(String text, String bare) {
    boolean collection = isCollection(text);
    boolean word = !(collection && bare.isEmpty()) && isWord(bare);
    if (word || Placeholders.isOne(text)) {
      return Optional.of(Refusal.PLACEHOLDER);
    }
    return collection ? Optional.of(Refusal.NOT_SCALAR) : Optional.empty();
  }

  private boolean isWord(String bare) {
    return Placeholders.isOne(bare) || types.contains(bare);
  }

  private Optional<Refusal> listed(String text, String bare) {
    return values.contains(text) || values.contains(bare)
        ? Optional.of(Refusal.BLOCKED_VALUE)
        : Optional.empty();
  }

  private Optional<Refusal> matched(String value) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(value).find())
        ? Optional.of(Refusal.BLOCKED_PATTERN)
        : Optional.empty();
  }

  private static boolean isCollection(String text) {
    return (text.startsWith("[") && text.endsWith("]"))
        || (text.startsWith("{") && text.endsWith("}") && !GUID.matcher(text).matches());
  }

  private static String folded(String text) {
    return Placeholders.trimmed(text).toLowerCase(Locale.ROOT);
  }
}
