package io.truecount.identity;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.net.IDN;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The built-in normalisers, and those that a project brings as classes. */
public final class Normalizers {
  private static final Pattern LOCAL_PART = Pattern.compile("[^\\s@]+");
  private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");

  private Normalizers() {}

  /** The normaliser of every declared type, by the type's name. */
  public static Map<String, Normalizer> of(IdentityConfig config) {
    Map<String, Normalizer> result = new HashMap<>();
    for (IdentifierType type : config.types()) {
      result.put(type.name(), named(type, config.defaultRegion()));
    }
    return result;
  }

  /** Lower case, the domain in its ASCII form (RFC 5890); invalid without local part or domain. */
  public static Optional<String> email(String raw) {
    int at = raw.lastIndexOf('@');
    if (at < 1) {
      return Optional.empty();
    }
    String local = raw.substring(0, at).toLowerCase(Locale.ROOT);
    Optional<String> domain = ascii(raw.substring(at + 1));
    return domain
        .filter(d -> LOCAL_PART.matcher(local).matches() && DOMAIN.matcher(d).matches())
        .map(d -> local + "@" + d);
  }

  /** E.164 as libphonenumber reads it; invalid when no such number can exist in its country. */
  public static Optional<String> phone(String raw, String defaultRegion) {
    PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
    try {
      PhoneNumber number = phones.parse(raw, defaultRegion);
      return phones.isValidNumber(number)
          ? Optional.of(phones.format(number, PhoneNumberFormat.E164))
          : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  private static Normalizer named(IdentifierType type, String region) {
    return switch (type.normalize()) {
      case "email" -> raw -> email(raw.strip());
      case "email-provider" -> raw -> email(raw.strip()).map(MailProviders::mailbox);
      case "phone" -> raw -> phone(raw.strip(), region);
      case "lower" -> raw -> Optional.of(raw.strip().toLowerCase(Locale.ROOT));
      case "trim" -> raw -> Optional.of(raw.strip());
      case "none" -> Optional::of;
      default -> instance(type);
    };
  }

  private static Normalizer instance(IdentifierType type) {
    try {
      return Class.forName(type.normalize())
          .asSubclass(Normalizer.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw TruecountException.invalid(
          new Problem(
              "cannot make the normaliser %s".formatted(type.normalize()),
              "identity.types.%s.normalize".formatted(type.name()),
              e.toString(),
              "put a class on the class path that implements %s and has a constructor without parameters"
                  .formatted(Normalizer.class.getName())));
    }
  }

  private static Optional<String> ascii(String domain) {
    try {
      return Optional.of(IDN.toASCII(domain).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
