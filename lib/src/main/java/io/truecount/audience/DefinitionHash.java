package io.truecount.audience;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    return sha256("audience %d: %s: %s".formatted(DefinitionText.VERSION, customers, condition));
  }

  private static String sha256(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
