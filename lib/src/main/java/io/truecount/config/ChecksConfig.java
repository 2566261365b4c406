package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The project's own checks; those that hold for every project (unique keys, counts that add up)
 * need no configuration.
 */
public record ChecksConfig(
    QuarantineShare quarantineShare,
    Identifiers identifiers,
    Volume volume,
    Severity expected,
    AudienceSize audienceSize,
    List<Allowance> sizeAllowances,
    IdentityLimits identity,
    List<MinRows> rows,
    List<Parity> parity) {
  /** Largest share, 0 to 1, of a source's records in one run that may be quarantined. */
  public record QuarantineShare(double max, Severity severity) {
    public QuarantineShare {
      requireNonNull(severity);
      if (max < 0 || max > 1) {
        throw new IllegalArgumentException("Invalid share: %s (must be 0 to 1)".formatted(max));
      }
    }
  }

  /**
   * What may become of the identifiers of a source's records in one run; shares from 0 to 1.
   *
   * @param maxWithout largest share of records without any identifier
   * @param maxRefused largest share of a type's values that its normaliser may refuse
   * @param maxRise by how much a share may be larger than in the last published run
   * @param minRecords of fewer records or values only all of them are judged
   */
  public record Identifiers(
      double maxWithout, double maxRefused, double maxRise, long minRecords, Severity severity) {
    public Identifiers {
      requireNonNull(severity);
    }
  }

  /** Smallest share, 0 to 1, of what a source usually gives that it may give. */
  public record Volume(double minShare, Severity severity) {
    public Volume {
      requireNonNull(severity);
    }
  }

  /**
   * By how much the size of an audience may differ from that of the last release.
   *
   * @param maxChange as a share of that size; 0.5 lets 1,000 members become 500 to 1,500
   * @param minSize an audience that had, and has, fewer members is not judged
   */
  public record AudienceSize(double maxChange, long minSize, Severity severity) {
    public AudienceSize {
      requireNonNull(severity);
      if (maxChange < 0 || minSize < 0) {
        throw new IllegalArgumentException(
            "Invalid limits: %s, %d (must be 0 or more)".formatted(maxChange, minSize));
      }
    }
  }

  /** Fewest rows that a table must have. */
  public record MinRows(String table, long min, Severity severity, String where) {
    public MinRows {
      requireNonNull(table);
      requireNonNull(severity);
      requireNonNull(where);
    }
  }

  /** A metric and an audience that count the same people; the size of an audience is a metric. */
  public record Parity(
      String name, String metric, String audience, Severity severity, String where) {
    public Parity {
      requireNonNull(name);
      requireNonNull(metric);
      requireNonNull(audience);
      requireNonNull(severity);
      requireNonNull(where);
    }
  }

  public ChecksConfig {
    requireNonNull(quarantineShare);
    requireNonNull(identifiers);
    requireNonNull(volume);
    requireNonNull(expected);
    requireNonNull(audienceSize);
    sizeAllowances = List.copyOf(sizeAllowances);
    requireNonNull(identity);
    rows = List.copyOf(rows);
    parity = List.copyOf(parity);
  }

  /** Whether someone has allowed the size of an audience, whatever it is, in a run. */
  public Optional<Allowance> sizeAllowance(String audience, Instant asOf) {
    return Allowance.find(sizeAllowances, audience, asOf);
  }

  static ChecksConfig read(ConfigNode node) {
    try (node) {
      List<MinRows> rows = new ArrayList<>();
      ConfigNode sizes = node.child("audience-size");
      List<Allowance> allowances = Allowance.read(sizes);
      node.children("rows").forEach((table, entry) -> rows.add(minRows(table, entry)));
      return new ChecksConfig(
          quarantineShare(node.child("quarantine-share")),
          identifiers(node.child("identifiers")),
          volume(node.child("volume")),
          expected(node.child("expected")),
          audienceSize(sizes),
          allowances,
          IdentityLimits.read(node.child("identity")),
          rows,
          parities(node));
    }
  }

  private static QuarantineShare quarantineShare(ConfigNode node) {
    try (node) {
      return new QuarantineShare(share(node, "max"), node.choice("severity", Severity.class));
    }
  }

  private static Identifiers identifiers(ConfigNode node) {
    try (node) {
      return new Identifiers(
          share(node, "max-without"),
          share(node, "max-refused"),
          share(node, "max-rise"),
          node.integer("min-records"),
          node.choice("severity", Severity.class));
    }
  }

  private static Volume volume(ConfigNode node) {
    try (node) {
      return new Volume(share(node, "min-share"), node.choice("severity", Severity.class));
    }
  }

  private static Severity expected(ConfigNode node) {
    try (node) {
      return node.choice("severity", Severity.class);
    }
  }

  private static AudienceSize audienceSize(ConfigNode node) {
    try (node) {
      return new AudienceSize(
          notNegative(node, "max-change", node.decimal("max-change")),
          Math.round(notNegative(node, "min-size", node.decimal("min-size"))),
          node.choice("severity", Severity.class));
    }
  }

  private static double notNegative(ConfigNode node, String key, double number) {
    if (!(number >= 0)) {
      node.problem(key, "not 0 or more: %s".formatted(number), "write 0 or more");
      return 0;
    }
    return number;
  }

  private static double share(ConfigNode node, String key) {
    double share = node.decimal(key);
    if (share < 0 || share > 1) {
      node.problem(key, "a share of %s".formatted(share), "write a share between 0 and 1");
      return 0;
    }
    return share;
  }

  private static MinRows minRows(String table, ConfigNode node) {
    try (node) {
      return new MinRows(table, node.integer("min"), severity(node), node.where());
    }
  }

  /** Names of audiences, which are metrics as well; or metrics and audiences in pairs. */
  private static List<Parity> parities(ConfigNode node) {
    List<Parity> parities = new ArrayList<>();
    if (node.isList("parity")) {
      String where = node.where("parity");
      node.strings("parity")
          .forEach(name -> parities.add(new Parity(name, name, name, Severity.STOP, where)));
    } else {
      node.children("parity").forEach((name, entry) -> parities.add(parity(name, entry)));
    }
    return parities;
  }

  private static Parity parity(String name, ConfigNode node) {
    try (node) {
      return new Parity(
          name,
          node.has("metric") ? node.string("metric") : name,
          node.has("audience") ? node.string("audience") : name,
          severity(node),
          node.where());
    }
  }

  private static Severity severity(ConfigNode node) {
    return node.has("severity") ? node.choice("severity", Severity.class) : Severity.STOP;
  }
}
