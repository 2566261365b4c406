package io.truecount.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.truecount.config.GenericRule;
import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.LinkRules;
import io.truecount.config.LinkageConfig;
import io.truecount.config.LinkageConfig.Comparison;
import io.truecount.config.LinkageConfig.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rules that identities follow from, besides the events. */
public final class IdentityRules {
  /** Raised when the same rules give other identities. */
  private static final int VERSION = 2;

  private IdentityRules() {}

  /**
   * Hashes the rules: identities that were resolved by other ones are resolved again, all of them.
   * Overrides are none of it, as those that came or went name the identifiers to resolve again.
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
    if (config.generic().action() != GenericRule.Action.OFF) {
      parts.add("generic %d %s".formatted(config.generic().above(), config.generic().action()));
    }
    if (config.hasRules()) {
      parts.add(constraints(config));
    }
    matchers(config, parts);
    parts.add("built-in placeholders " + config.blocked().builtIn());
    config.blocked().values().stream().sorted().map("value "::concat).forEach(parts::add);
    config.blocked().patterns().stream().sorted().map("pattern "::concat).forEach(parts::add);
    return Hashing.sha256().hashString(String.join("\n", parts), UTF_8).toString();
  }

  private static String constraints(IdentityConfig config) {
    LinkRules links = config.links();
    LinkRules.Policies policies = links.policies();
    List<String> parts = new ArrayList<>();
    for (IdentifierType type : config.types()) {
      IdentifierLimit limit = type.limit();
      parts.add("limit %s %d %s".formatted(type.name(), limit.most(), limit.window()));
    }
    parts.add(
        "conflict %s %s %s"
            .formatted(policies.personPerson(), policies.personDevice(), policies.deviceDevice()));
    parts.add("max-cluster " + links.maxCluster());
    links.separation().stream().sorted().map("separation "::concat).forEach(parts::add);
    links.cannotLink().stream()
        .map(
            pair ->
                "cannot-link %s=%s %s=%s"
                    .formatted(
                        pair.a().type(), pair.a().value(), pair.b().type(), pair.b().value()))
        .sorted()
        .forEach(parts::add);
    return String.join("\n", parts);
  }

  /** What an external table holds is compared by its rows. */
  private static void matchers(IdentityConfig config, List<String> parts) {
    config.matchers().linkage().ifPresent(linkage -> parts.add(linkage(linkage)));
    config.matchers().tables().stream()
        .map(
            table ->
                "scored-links %s %s %s %s %s %s %s"
                    .formatted(
                        table.name(),
                        table.path(),
                        table.type(),
                        table.a(),
                        table.b(),
                        table.score(),
                        table.threshold()))
        .sorted()
        .forEach(parts::add);
  }

  private static String linkage(LinkageConfig linkage) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "linkage of %s from %s, blocks of %d, %d pairs"
            .formatted(
                linkage.record(), linkage.threshold(), linkage.maxBlock(), linkage.samplePairs()));
    linkage.blocking().forEach(rule -> parts.add("blocking " + rule.words()));
    for (Comparison comparison : linkage.comparisons()) {
      parts.add(
          "comparison %s of %s, frequency %s: %s"
              .formatted(
                  comparison.name(),
                  comparison.property(),
                  comparison.termFrequency(),
                  comparison.levels().stream().map(Level::words).toList()));
    }
    return String.join("\n", parts);
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
