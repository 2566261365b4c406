package io.truecount.config;

import static java.util.Objects.requireNonNull;

import io.truecount.error.Suggestion;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the identities of a run must keep to so that it is published; a limit that is not given is
 * not checked.
 *
 * @param limits in the order of {@link Limit}
 * @param allowances by the key of a limit
 */
public record IdentityLimits(
    Map<Limit, Double> limits, Severity severity, List<Allowance> allowances) {

  /** On which side of a limit a measured value must lie. */
  public enum Bound {
    AT_MOST,
    AT_LEAST
  }

  /** What may be limited; {@link #key} is how a project writes it. */
  public enum Limit {
    /** Identifiers of the largest customer. */
    MAX_CLUSTER_SIZE,
    /** Refused links, as a share of all links. */
    MAX_REFUSED_SHARE,
    /** Customer ids that were merged, split off or retired, as a share of the customers before. */
    MAX_CHURN_SHARE,
    /** Dangling identifiers, as a share of the customers. */
    MAX_DANGLING_SHARE,
    /** Customers with a person-level identifier, as a share of the customers. */
    MIN_KNOWN_SHARE,
    /** Of the labelled sample, as the next two. */
    MIN_PRECISION,
    MIN_RECALL,
    MIN_F1;

    /** Such as {@code max-churn-share}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Bound bound() {
      return key().startsWith("max") ? Bound.AT_MOST : Bound.AT_LEAST;
    }

    /** Whether it is a share from 0 to 1; else a number of identifiers. */
    public boolean isShare() {
      return this != MAX_CLUSTER_SIZE;
    }

    /** Whether only a labelled sample gives it. */
    public boolean needsLabels() {
      return switch (this) {
        case MIN_PRECISION, MIN_RECALL, MIN_F1 -> true;
        case MAX_CLUSTER_SIZE,
            MAX_REFUSED_SHARE,
            MAX_CHURN_SHARE,
            MAX_DANGLING_SHARE,
            MIN_KNOWN_SHARE ->
            false;
      };
    }
  }

  public IdentityLimits {
    Map<Limit, Double> ordered = new EnumMap<>(Limit.class);
    ordered.putAll(limits);
    limits = Collections.unmodifiableMap(ordered);
    requireNonNull(severity);
    allowances = List.copyOf(allowances);
  }

  /** Whether someone has allowed a run to break a limit. */
  public Optional<Allowance> allowance(Limit limit, Instant asOf) {
    return Allowance.find(allowances, limit.key(), asOf);
  }

  static IdentityLimits read(ConfigNode node) {
    try (node) {
      Map<Limit, Double> limits = new EnumMap<>(Limit.class);
      for (Limit limit : Limit.values()) {
        node.optionalDecimal(limit.key())
            .ifPresent(value -> limits.put(limit, valid(node, limit, value)));
      }
      List<Allowance> allowances = Allowance.read(node);
      allowances.forEach(allowance -> known(node, allowance));
      return new IdentityLimits(limits, node.choice("severity", Severity.class), allowances);
    }
  }

  private static double valid(ConfigNode node, Limit limit, double value) {
    boolean isValid = limit.isShare() ? value >= 0 && value <= 1 : value >= 1;
    if (!isValid) {
      node.problem(
          limit.key(),
          "checks.identity.%s is %s".formatted(limit.key(), value),
          limit.isShare()
              ? "write a share between 0 and 1"
              : "write how many identifiers a customer may have, such as 100");
    }
    return value;
  }

  private static void known(ConfigNode node, Allowance allowance) {
    List<String> keys = Arrays.stream(Limit.values()).map(Limit::key).toList();
    if (!keys.contains(allowance.name())) {
      node.problems()
          .add(
              "checks.identity.allow names an unknown limit " + allowance.name(),
              allowance.where(),
              Suggestion.remedy(allowance.name(), keys));
    }
  }
}
