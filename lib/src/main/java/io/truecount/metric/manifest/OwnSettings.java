package io.truecount.metric.manifest;

import io.truecount.config.yaml.YamlNode;

/** What only Truecount knows of a definition: dbt leaves room for it in {@code config.meta}. */
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

  /** An aggregation that dbt has no word for, else the one that is written. */
  static Aggregation aggregation(YamlNode node) {
    Aggregation written = node.choice("agg", Aggregation.class);
    return of(node).optionalChoice("agg", Aggregation.class).orElse(written);
  }
}
