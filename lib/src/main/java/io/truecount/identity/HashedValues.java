package io.truecount.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.google.common.hash.Hashing;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * SHA-256 of a normalised e-mail address or phone number, 64 hexadecimal digits, which advertising
 * platforms and partners send in place of the clear value.
 */
final class HashedValues {
  /** Of the built-in placeholders: a hash of nothing links strangers as nothing itself would. */
  static final Set<String> OF_PLACEHOLDERS =
      Placeholders.WORDS.stream().map(HashedValues::hash).collect(toUnmodifiableSet());

  private static final Set<String> EMAIL = Set.of("email", "email-provider");
  private static final String PHONE = "phone";
  private static final int DIGITS = 64;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

  private HashedValues() {}

  /** Names of the types whose values may come hashed: those normalised as e-mail or phone. */
  static List<String> types(IdentityConfig config) {
    return config.types().stream()
        .filter(HashedValues::isHashable)
        .map(IdentifierType::name)
        .toList();
  }

  static boolean isHashable(IdentifierType type) {
    return EMAIL.contains(type.normalize()) || type.normalize().equals(PHONE);
  }

  static boolean isHash(String value) {
    return value.length() == DIGITS && HEX.matcher(value).matches();
  }

  static String hash(String text) {
    return Hashing.sha256().hashString(text, UTF_8).toString();
  }

  /**
   * The hashes that a clear value may come as: of an address with its domain in ASCII and in
   * Unicode, of an E.164 number with its plus sign (Google) and without (Meta).
   */
  static List<String> hashes(String normalizer, String value) {
    return spellings(normalizer, value).stream().distinct().map(HashedValues::hash).toList();
  }

  private static List<String> spellings(String normalizer, String value) {
    if (EMAIL.contains(normalizer)) {
      return List.of(value, unicode(value));
    }
    return normalizer.equals(PHONE) ? List.of(value, value.replace("+", "")) : List.of();
  }

  private static String unicode(String address) {
    int at = address.lastIndexOf('@') + 1;
    return address.substring(0, at) + IDN.toUnicode(address.substring(at)).toLowerCase(Locale.ROOT);
  }
}
