package io.truecount.config;

import static java.util.Objects.requireNonNull;

/** What the numbers of a project mean. */
public record MetricsConfig(Semantics semantics) {
  /** Whose rules hold where Truecount and MetricFlow differ. */
  public enum Semantics {
    TRUECOUNT,
    METRICFLOW
  }

  public MetricsConfig {
    requireNonNull(semantics);
  }

  static MetricsConfig read(ConfigNode node) {
    try (node) {
      return new MetricsConfig(node.choice("semantics", Semantics.class));
    }
  }
}
