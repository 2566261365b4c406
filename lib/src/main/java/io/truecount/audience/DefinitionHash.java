package io.truecount.audience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/** The SHA-256 of what a definition means. */
final class DefinitionHash {
  private DefinitionHash() {}

  /**
   * Hashes a definition.
   *
   * @param referenced the hash of another audience, by its name
   */
  static String of(boolean anonymous, Condition where, UnaryOperator<String> referenced) {
    return sha256((anonymous ? "all:" : "known:") + text(where, referenced));
  }

  private static String text(Condition condition, UnaryOperator<String> referenced) {
    if (condition instanceof All all) {
      return "all" + texts(all.conditions(), referenced);
    }
    if (condition instanceof Any any) {
      return "any" + texts(any.conditions(), referenced);
    }
    if (condition instanceof Not not) {
      return "not" + texts(List.of(not.condition()), referenced);
    }
    if (condition instanceof Reference reference) {
      return "audience(" + referenced.apply(reference.audience()) + ")";
    }
    return condition.toString();
  }

  private static String texts(List<Condition> conditions, UnaryOperator<String> referenced) {
    return conditions.stream().map(c -> text(c, referenced)).collect(joining(",", "(", ")"));
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
