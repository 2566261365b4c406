package io.truecount.audience;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.util.function.UnaryOperator;

/** The SHA-256 of what a definition means. */
final class DefinitionHash {
  private DefinitionHash() {}

  /**
   * Hashes a definition.
   *
   * @param anonymous whether anonymous customers may be members
   * @param referenced the hash of another audience, by its name
   * @param metrics the text of a metric, by its name
   */
  static String of(
      boolean anonymous,
      Condition where,
      UnaryOperator<String> referenced,
      UnaryOperator<String> metrics) {
    String customers = anonymous ? "all" : "known";
    String condition = where.match(new DefinitionText(referenced, metrics));
    String text = "audience %d: %s: %s".formatted(DefinitionText.VERSION, customers, condition);
    return Hashing.sha256().hashString(text, UTF_8).toString();
  }
}
