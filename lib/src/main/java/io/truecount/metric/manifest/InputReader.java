package io.truecount.metric.manifest;

import static io.truecount.metric.manifest.SavedQueryReader.filters;

import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what metrics are made of: measures, or other metrics. */
final class InputReader {
  /** Replaces an unknown input after its error was reported, so that reading goes on. */
  static final MeasureInput UNKNOWN =
      new MeasureInput(
          "",
          new Measure(
              "",
              Aggregation.SUM,
              Optional.empty(),
              Measure.Percentile.NONE,
              Optional.empty(),
              Optional.empty(),
              false,
              "",
              ""),
          List.of(),
          Optional.empty(),
          false);

  private final Map<String, MeasureInput> measures = new LinkedHashMap<>();
  private final Map<String, Metric> metrics;
  private boolean tolerant;

  /**
   * @param metrics those that have been read by the time that an input is read
   */
  InputReader(List<SemanticModel> models, Map<String, Metric> metrics) {
    this.metrics = metrics;
    for (SemanticModel model : models) {
      for (Measure measure : model.measures()) {
        measures.put(
            measure.name(),
            new MeasureInput(model.name(), measure, List.of(), Optional.empty(), false));
      }
    }
  }

  void tolerateUnknownNames() {
    tolerant = true;
  }

  /** Every measure, without filters, filler or time spine. */
  Collection<MeasureInput> measures() {
    return measures.values();
  }

  /** The measure if it is written, otherwise the metric. */
  MeasureInput either(YamlNode node, String measure, String metric) {
    return node.has(measure) || !node.has(metric) ? measure(node, measure) : metric(node, metric);
  }

  /** A measure by name, or with a filter and a filler. */
  MeasureInput measure(YamlNode parent, String key) {
    YamlNode node = parent.required(key);
    if (!node.present()) {
      return UNKNOWN;
    }
    if (node.isScalar()) {
      return named(node, node.text());
    }
    try (node) {
      MeasureInput plain = named(node, node.text("name"));
      node.ignoring("alias");
      return new MeasureInput(
          plain.model(),
          plain.measure(),
          filters(node, "filter"),
          node.optionalText("fill_nulls_with"),
          node.bool("join_to_timespine", false));
    }
  }

  private MeasureInput named(YamlNode node, String name) {
    MeasureInput found = measures.get(name);
    if (found == null) {
      unknown(node, "unknown measure \"%s\"".formatted(name), name, measures);
      return UNKNOWN;
    }
    return found;
  }

  /** A simple metric as the input: its measure, with its filters. */
  MeasureInput metric(YamlNode parent, String key) {
    YamlNode node = parent.required(key);
    if (!node.present()) {
      return UNKNOWN;
    }
    String name = node.isScalar() ? node.text() : node.text("name");
    Optional<Metric.Simple> found =
        Optional.ofNullable(metrics.get(name)).flatMap(Metric::asSimple);
    if (found.isEmpty()) {
      unknown(node, "\"%s\" is no simple metric".formatted(name), name, metrics);
      return UNKNOWN;
    }
    Metric.Simple simple = found.get();
    List<WhereFilter> all = new ArrayList<>(simple.input().filters());
    all.addAll(simple.filters());
    if (node.isMapping()) {
      all.addAll(filters(node, "filter"));
    }
    MeasureInput input = simple.input();
    return new MeasureInput(
        input.model(), input.measure(), all, input.fillNullsWith(), input.joinToTimeSpine());
  }

  private void unknown(YamlNode node, String what, String name, Map<String, ?> known) {
    if (!tolerant) {
      node.problem(what, Suggestion.remedy(name, known.keySet()));
    }
  }

  /** A metric by name, or with a filter, another name or an offset. */
  static MetricInput input(YamlNode node) {
    if (node.isScalar() || !node.present()) {
      String name = node.present() ? node.text() : "";
      return new MetricInput(name, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }
    try (node) {
      return new MetricInput(
          node.text("name"),
          filters(node, "filter"),
          node.optionalText("alias"),
          WindowReader.window(node, "offset_window"),
          node.optionalText("offset_to_grain"));
    }
  }
}
