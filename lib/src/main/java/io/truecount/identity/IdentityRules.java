package io.truecount.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rules that identities follow from, besides the events. */
public final class IdentityRules {
  /** Raised when the same rules give other identities. */
  private static final int VERSION = 1;

  private IdentityRules() {}

  /**
   * Hashes the rules: identities that were resolved by other ones are resolved again, all of them.
   *
   * @param codeVersion Truecount's version: another one may normalise values otherwise
   */
  public static String hash(IdentityConfig config, String codeVersion) {
    List<String> parts = new ArrayList<>();
    parts.add("identity %d of %s in %s".formatted(VERSION, codeVersion, config.defaultRegion()));
    config.types().stream()
        .sorted(Comparator.comparing(IdentifierType::name))
        .map(IdentityRules::text)
        .forEach(parts::add);
    parts.add("built-in placeholders " + config.blocked().builtIn());
    config.blocked().values().stream().sorted().map("value "::concat).forEach(parts::add);
    config.blocked().patterns().stream().sorted().map("pattern "::concat).forEach(parts::add);
    return Hashing.sha256().hashString(String.join("\n", parts), UTF_8).toString();
  }

  private static String text(IdentifierType type) {
    return "type %s %s %d %s %s %d"
        .formatted(
            type.name(),
            type.level(),
            type.priority(),
            type.normalize(),
            type.attribution().mode(),
            type.attribution().days());
  }
}
