package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * The project's own checks; those that hold for every project (unique keys, counts that add up)
 * need no configuration.
 */
public record ChecksConfig(
    QuarantineShare quarantineShare, List<MinRows> rows, List<Parity> parity) {
  /** Largest share, 0 to 1, of a source's records in one run that may be quarantined. */
  public record QuarantineShare(double max, Severity severity) {
    public QuarantineShare {
      requireNonNull(severity);
      if (max < 0 || max > 1) {
        throw new IllegalArgumentException("Invalid share: %s (must be 0 to 1)".formatted(max));
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

  /** A metric and an audience that count the same people. */
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
    rows = List.copyOf(rows);
    parity = List.copyOf(parity);
  }

  static ChecksConfig read(ConfigNode node) {
    try (node) {
      List<MinRows> rows = new ArrayList<>();
      node.children("rows").forEach((table, entry) -> rows.add(minRows(table, entry)));
      List<Parity> parity = new ArrayList<>();
      node.children("parity").forEach((name, entry) -> parity.add(parity(name, entry)));
      return new ChecksConfig(quarantineShare(node.child("quarantine-share")), rows, parity);
    }
  }

  private static QuarantineShare quarantineShare(ConfigNode node) {
    try (node) {
      double max = node.decimal("max");
      if (max < 0 || max > 1) {
        node.problem("max", "a share of %s".formatted(max), "write a share between 0 and 1");
        max = 0;
      }
      return new QuarantineShare(max, node.choice("severity", Severity.class));
    }
  }

  private static MinRows minRows(String table, ConfigNode node) {
    try (node) {
      return new MinRows(table, node.integer("min"), severity(node), node.where());
    }
  }

  private static Parity parity(String name, ConfigNode node) {
    try (node) {
      return new Parity(
          name, node.string("metric"), node.string("audience"), severity(node), node.where());
    }
  }

  private static Severity severity(ConfigNode node) {
    return node.has("severity") ? node.choice("severity", Severity.class) : Severity.STOP;
  }
}
