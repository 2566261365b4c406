package io.truecount.metric.manifest;

import io.truecount.config.yaml.YamlNode;

/** Reads Truecount's own settings of a definition below {@code config.meta}, which dbt ignores. */
final class OwnSettings {
  private OwnSettings() {}

  /** The settings below {@code config.meta.truecount}; absent when there are none. */
  static YamlNode of(YamlNode node) {
    return node.child("config").child("meta").child("truecount");
  }

  /** Whether a metric is in a manifest only because MetricFlow takes no measure as an input. */
  static boolean isInput(YamlNode metric) {
    return of(metric).bool("input", false);
  }

  /** The aggregation in the own settings when dbt has no name for it, otherwise the written one. */
  static Aggregation aggregation(YamlNode node) {
    Aggregation written = node.choice("agg", Aggregation.class);
    return of(node).optionalChoice("agg", Aggregation.class).orElse(written);
  }
}
