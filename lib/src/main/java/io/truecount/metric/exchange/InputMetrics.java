package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the simple metric for a measure: dbt's manifest names a metric where definitions may name a
 * measure. A measure without an unfiltered metric gets a private one.
 */
final class InputMetrics {
  private final Manifest manifest;
  private final Map<MeasureInput, Metric.Simple> made = new LinkedHashMap<>();

  InputMetrics(Manifest manifest) {
    this.manifest = manifest;
  }

  /** The name of the metric that is this measure, without the input's filters. */
  String name(MeasureInput input) {
    MeasureInput bare = input.unfiltered();
    return manifest.metrics().stream()
        .flatMap(metric -> metric.asSimple().stream())
        .filter(metric -> isBare(metric, bare))
        .findFirst()
        .orElseGet(() -> made.computeIfAbsent(bare, this::make))
        .name();
  }

  private static boolean isBare(Metric.Simple metric, MeasureInput input) {
    return metric.filters().isEmpty() && metric.input().equals(input);
  }

  private Metric.Simple make(MeasureInput input) {
    Metric.Simple plain = Metric.Simple.of(input);
    String name = plain.name();
    while (isTaken(name)) {
      name += "_input";
    }
    return new Metric.Simple(plain.header().named(name), input);
  }

  private boolean isTaken(String name) {
    return manifest.metric(name).isPresent()
        || made.values().stream().anyMatch(m -> m.name().equals(name));
  }

  /** The private metrics that were added, in the order of first use. */
  List<Metric.Simple> made() {
    return new ArrayList<>(made.values());
  }
}
