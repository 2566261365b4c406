package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Which identifiers may not come together in one customer, besides the limits of their types, and
 * which links win where not all of them can.
 *
 * @param maxCluster most identifiers of a customer; {@link Integer#MAX_VALUE} for any number
 * @param cannotLink pairs of identifiers that are of two customers
 * @param separation properties of records, such as a birth date, of which a customer has one value
 */
public record LinkRules(
    Policies policies, int maxCluster, List<CannotLink> cannotLink, List<String> separation)
    implements Serializable {

  /** Which of two links wins that cannot both be. */
  public enum Policy {
    /** The one that was seen first. */
    OLDEST,
    /** The one that was seen last. */
    NEWEST,
    /** Neither, where both are of one device; else the oldest. */
    NEUTRAL
  }

  /** The choice by what a link connects. */
  public record Policies(Policy personPerson, Policy personDevice, Policy deviceDevice)
      implements Serializable {
    public static Policies all(Policy policy) {
      return new Policies(policy, policy, policy);
    }
  }

  /** One identifier of a pair, as it is written. */
  public record Named(String type, String value) implements Serializable {
    /** Reads {@code type=value}; empty when one of the two is missing. */
    public static Optional<Named> parse(String text) {
      int equals = text.indexOf('=');
      String type = text.substring(0, Math.max(0, equals)).strip();
      return type.isEmpty() || equals == text.length() - 1
          ? Optional.empty()
          : Optional.of(new Named(type, text.substring(equals + 1)));
    }
  }

  /** Two identifiers that are never of one customer. */
  public record CannotLink(Named a, Named b) implements Serializable {}

  /** No rule: all links are taken. */
  public static final LinkRules NONE =
      new LinkRules(Policies.all(Policy.OLDEST), Integer.MAX_VALUE, List.of(), List.<String>of());

  private static final String MAX_CLUSTER = "max-cluster";
  private static final String CANNOT_LINK = "cannot-link";

  public LinkRules {
    requireNonNull(policies);
    cannotLink = List.copyOf(cannotLink);
    separation = List.copyOf(separation);
    if (maxCluster < 1) {
      throw new IllegalArgumentException(
          "Invalid max-cluster: %d (must be > 0)".formatted(maxCluster));
    }
  }

  /**
   * Reads the rules of an {@code identity} block.
   *
   * @param types the declared types, which pairs name
   */
  static LinkRules read(ConfigNode identity, Collection<String> types) {
    return new LinkRules(
        policies(identity),
        maxCluster(identity),
        CannotLinkReader.read(identity, CANNOT_LINK, types),
        List.copyOf(new LinkedHashSet<>(identity.strings("separation"))));
  }

  private static Policies policies(ConfigNode identity) {
    if (!identity.isObject("conflict")) {
      return Policies.all(policy(identity, "conflict"));
    }
    try (ConfigNode each = identity.child("conflict")) {
      return new Policies(
          policy(each, "person-person"),
          policy(each, "person-device"),
          policy(each, "device-device"));
    }
  }

  private static Policy policy(ConfigNode node, String key) {
    return node.has(key) ? node.choice(key, Policy.class) : Policy.OLDEST;
  }

  private static int maxCluster(ConfigNode identity) {
    if (!identity.has(MAX_CLUSTER)) {
      return Integer.MAX_VALUE;
    }
    long most = identity.integer(MAX_CLUSTER);
    if (most < 1) {
      identity.problem(
          MAX_CLUSTER,
          "%s.%s is %d, which no customer can have".formatted(identity.path(), MAX_CLUSTER, most),
          "write how many identifiers a customer may have, such as 100");
    }
    return (int) Math.max(1, Math.min(most, Integer.MAX_VALUE));
  }

  /** Whether two identifiers that records connect may end in two customers. */
  boolean constrain() {
    return maxCluster < Integer.MAX_VALUE || !cannotLink.isEmpty() || !separation.isEmpty();
  }
}
