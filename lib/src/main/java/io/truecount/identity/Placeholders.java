package io.truecount.identity;

import com.google.common.base.CharMatcher;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Texts that programs write where they have no identifier: the literals of languages and databases,
 * the words and field names that PostHog, Mixpanel, Amplitude and Segment refuse as ids, addresses
 * that are never read, and template fields that were never filled. Only the whole value counts, so
 * that {@code guest} is one and {@code guest7} is not. All texts are in lower case.
 */
final class Placeholders {
  /** Each is a whole value. */
  static final Set<String> WORDS =
      Set.of(
          // literals of languages, databases and spreadsheets
          "",
          "null",
          "nil",
          "none",
          "nan",
          "nat",
          "na",
          "n/a",
          "#n/a",
          "\\n",
          "undefined",
          "true",
          "false",
          "infinity",
          "-infinity",
          "inf",
          "-inf",
          "object object",
          // visitors without a name
          "anonymous",
          "anon",
          "guest",
          "unknown",
          "not set",
          "not_set",
          "not provided",
          "not available",
          "not applicable",
          "not authenticated",
          "not_authenticated",
          "unauthenticated",
          "not logged in",
          "redacted",
          "email protected",
          "lmy47d",
          // the field's name in place of its value
          "id",
          "email",
          "e-mail",
          "user_id",
          "userid",
          "user id",
          "user-id",
          "distinct_id",
          "distinctid",
          "anonymous_id",
          "anonymousid",
          "device_id",
          "deviceid",
          "customer_id",
          "customerid",
          "test@test.com");

  /** Zero in all its forms, minus one, and JavaScript's text of any object. */
  private static final Pattern WHOLE = Pattern.compile("[0.-]*|-1(\\.0+)?|\\[object [^\\[\\]]*]");

  private static final Pattern UNREAD_ADDRESS = Pattern.compile("(no|do-?not)-?reply@");

  private static final Pattern UNFILLED_TEMPLATE =
      Pattern.compile("[#$]\\{.*}|\\{\\{.*}}|<%.*%>|\\*\\|.*\\|\\*|%%[^%]+%%");

  /** Local parts of addresses that were put together of a missing value. */
  private static final Set<String> MISSING = Set.of("null", "undefined", "nan", "none");

  private static final String OPENING = "\"'`([{<“‘«%";
  private static final String CLOSING = "\"'`)]}>”’»%";
  private static final CharMatcher BLANK = CharMatcher.whitespace();

  private Placeholders() {}

  /** Whether a whole text, trimmed and in lower case, is a placeholder. */
  static boolean isOne(String text) {
    return WORDS.contains(text)
        || WHOLE.matcher(text).matches()
        || UNREAD_ADDRESS.matcher(text).lookingAt()
        || UNFILLED_TEMPLATE.matcher(text).find()
        || isPlaceholderAddress(text);
  }

  /** Without the blanks, quotes and brackets around it: {@code " (Not Set) "} is not set. */
  static String bare(String text) {
    String rest = trimmed(text);
    while (rest.length() > 1 && isPair(rest.charAt(0), rest.charAt(rest.length() - 1))) {
      rest = trimmed(rest.substring(1, rest.length() - 1));
    }
    return rest;
  }

  /** Without the blanks around it, those that do not break lines among them. */
  static String trimmed(String text) {
    return BLANK.trimFrom(text);
  }

  private static boolean isPair(char first, char last) {
    int pair = OPENING.indexOf(first);
    return pair >= 0 && CLOSING.charAt(pair) == last;
  }

  /** {@code undefined@shop.example} and {@code unknown@unknown.com}. */
  private static boolean isPlaceholderAddress(String text) {
    int at = text.indexOf('@');
    if (at < 1) {
      return false;
    }
    String local = text.substring(0, at);
    return MISSING.contains(local)
        || (WORDS.contains(local) && text.startsWith(local + ".", at + 1));
  }
}
