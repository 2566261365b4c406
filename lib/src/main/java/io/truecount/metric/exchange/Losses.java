package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SemanticModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds definitions that dbt and MetricFlow refuse or compute differently. */
final class Losses {
  private Losses() {}

  static List<String> ofDbt(Manifest manifest) {
    List<String> losses = new ArrayList<>();
    with(manifest, Aggregation.APPROXIMATE_COUNT_DISTINCT)
        .map("metric %s: dbt has no approximate_count_distinct and counts exactly"::formatted)
        .forEach(losses::add);
    if (manifest.spines().isEmpty() && !manifest.models().isEmpty()) {
      losses.add("no time spine is defined: dbt and MetricFlow want one of days");
    }
    losses.addAll(ambiguous(manifest));
    return losses;
  }

  static List<String> ofManifest(Manifest manifest) {
    List<String> losses = new ArrayList<>(ofDbt(manifest));
    with(manifest, Aggregation.COUNT)
        .map("metric %s: MetricFlow gives NULL, not 0, where there is no row to count"::formatted)
        .forEach(losses::add);
    return losses;
  }

  private static Stream<String> with(Manifest manifest, Aggregation aggregation) {
    return manifest.metrics().stream()
        .flatMap(metric -> metric.asSimple().stream())
        .filter(simple -> simple.input().measure().aggregation() == aggregation)
        .map(Metric::name);
  }

  /** Names that are of different kinds in different models, which dbt refuses. */
  private static List<String> ambiguous(Manifest manifest) {
    Map<String, String> kinds = new LinkedHashMap<>();
    List<String> losses = new ArrayList<>();
    for (SemanticModel model : manifest.models()) {
      model.entities().forEach(e -> kind(e.name(), "an entity", kinds, losses));
      model.dimensions().forEach(d -> kind(d.name(), "a dimension", kinds, losses));
      model.measures().forEach(m -> kind(m.name(), "a measure", kinds, losses));
    }
    return losses;
  }

  private static void kind(
      String name, String kind, Map<String, String> kinds, List<String> losses) {
    String first = kinds.putIfAbsent(name, kind);
    if (first != null && !first.equals(kind)) {
      losses.add("name %s: %s and %s, which dbt's checks refuse".formatted(name, first, kind));
    }
  }
}
