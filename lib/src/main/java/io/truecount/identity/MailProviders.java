package io.truecount.identity;

import java.util.Map;
import java.util.Set;

/**
 * The spellings of one mailbox at the large providers, which deliver them all to the same person:
 *
 * <pre>
 *   Jane.Doe+shop@googlemail.com   janedoe@gmail.com
 *   jane.doe+shop@outlook.com      jane.doe@outlook.com
 *   jane.doe+shop@shop.example     jane.doe+shop@shop.example (no rule is known)
 * </pre>
 */
final class MailProviders {
  private static final Map<String, String> SAME_DOMAIN =
      Map.of(
          "googlemail.com", "gmail.com",
          "me.com", "icloud.com",
          "mac.com", "icloud.com",
          "pm.me", "proton.me",
          "protonmail.com", "proton.me");

  /** Whose local parts mean the same without their dots. */
  private static final Set<String> WITHOUT_DOTS = Set.of("gmail.com", "proton.me");

  /** Who deliver {@code jane+anything@} to {@code jane@}. */
  private static final Set<String> WITH_TAGS =
      Set.of(
          "gmail.com",
          "icloud.com",
          "proton.me",
          "outlook.com",
          "hotmail.com",
          "live.com",
          "msn.com",
          "fastmail.com");

  private MailProviders() {}

  /** The mailbox of an address that {@link Normalizers#email} gave. */
  static String mailbox(String address) {
    int at = address.lastIndexOf('@');
    String domain = address.substring(at + 1);
    String provider = SAME_DOMAIN.getOrDefault(domain, domain);
    String local = address.substring(0, at);
    if (WITH_TAGS.contains(provider) && local.indexOf('+') > 0) {
      local = local.substring(0, local.indexOf('+'));
    }
    String bare = WITHOUT_DOTS.contains(provider) ? local.replace(".", "") : local;
    return (bare.isEmpty() ? local : bare) + "@" + provider;
  }
}
