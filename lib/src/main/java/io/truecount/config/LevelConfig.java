package io.truecount.config;

import static java.util.Objects.requireNonNull;

import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A level above customers, such as households or accounts: customers that have an identifier in
 * common are one group, unless a rule of the level keeps them apart.
 *
 * @param keys types of identifiers that join customers, best first
 * @param limits how many values a group may have, by type; {@link #CUSTOMER} limits its customers
 * @param policy which of two links wins that cannot both be
 * @param where {@code file:line}
 */
public record LevelConfig(
    String name,
    List<String> keys,
    Map<String, IdentifierLimit> limits,
    LinkRules.Policy policy,
    String where) {
  /** The type of a customer's id among the members of a group. */
  public static final String CUSTOMER = "customer";

  private static final String LIMIT = "limit";
  private static final String KEYS = "keys";

  public LevelConfig {
    requireNonNull(name);
    keys = List.copyOf(keys);
    limits = Map.copyOf(limits);
    requireNonNull(policy);
    requireNonNull(where);
  }

  /** In the order of the file. */
  static List<LevelConfig> read(ConfigNode node) {
    List<LevelConfig> levels = new ArrayList<>();
    node.entries().forEach((name, level) -> levels.add(level(name, level)));
    return levels;
  }

  private static LevelConfig level(String name, ConfigNode node) {
    try (node) {
      List<String> keys = node.strings(KEYS);
      if (keys.isEmpty()) {
        node.problem(
            KEYS,
            "level %s has no keys, so that nothing joins its customers".formatted(name),
            "name the types of identifiers that customers of one %s share".formatted(name));
      }
      if (keys.contains(CUSTOMER)) {
        node.problem(
            KEYS,
            "%s is the name of a group's members, and cannot be a key".formatted(CUSTOMER),
            "give the type of identifier another name");
      }
      return new LevelConfig(name, keys, limits(node, keys), policy(node), node.where());
    }
  }

  private static Map<String, IdentifierLimit> limits(ConfigNode level, List<String> keys) {
    Map<String, IdentifierLimit> limits = new LinkedHashMap<>();
    if (!level.has(LIMIT)) {
      return limits;
    }
    try (ConfigNode node = level.child(LIMIT)) {
      limit(node, CUSTOMER, limits);
      keys.forEach(key -> limit(node, key, limits));
    }
    return limits;
  }

  private static void limit(ConfigNode node, String type, Map<String, IdentifierLimit> limits) {
    if (!node.has(type)) {
      return;
    }
    long most = node.integer(type);
    if (most < 1 || most > Integer.MAX_VALUE) {
      node.problem(
          type,
          "%s.%s is %d".formatted(node.path(), type, most),
          "write how many a group may have: 1 or more");
    } else {
      limits.put(type, IdentifierLimit.ever((int) most));
    }
  }

  private static LinkRules.Policy policy(ConfigNode node) {
    return node.has("conflict")
        ? node.choice("conflict", LinkRules.Policy.class)
        : LinkRules.Policy.OLDEST;
  }

  /**
   * The rules by which groups are resolved as customers are: a customer in place of a person, and
   * keys in place of devices.
   *
   * @param identity declares the types of the keys, and what is blocked
   */
  public IdentityConfig rules(IdentityConfig identity) {
    List<IdentifierType> types = new ArrayList<>();
    types.add(type(CUSTOMER, Level.PERSON, 1, "none"));
    for (String key : keys) {
      identity
          .type(key)
          .ifPresent(
              found -> types.add(type(key, Level.DEVICE, types.size() + 1, found.normalize())));
    }
    return new IdentityConfig(
        identity.engine(),
        identity.defaultRegion(),
        types,
        identity.blocked(),
        new LinkRules(
            LinkRules.Policies.all(policy), Integer.MAX_VALUE, List.of(), List.<String>of()),
        IdentityConfig.Matchers.NONE);
  }

  private IdentifierType type(String type, Level level, int priority, String normalize) {
    return new IdentifierType(
        type,
        level,
        priority,
        normalize,
        Attribution.DEFAULT,
        limits.getOrDefault(type, IdentifierLimit.NONE));
  }
}
