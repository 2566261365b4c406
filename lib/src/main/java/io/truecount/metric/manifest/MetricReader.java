package io.truecount.metric.manifest;

import static io.truecount.metric.manifest.SavedQueryReader.filters;

import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.metric.manifest.Metric.MeasureInput;
import io.truecount.metric.manifest.Metric.MetricInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads metrics. Simple ones go first: cumulative and conversion metrics may name either a measure
 * or a simple metric as their input.
 */
final class MetricReader {
  /** Stands in for a measure that is not known, so that reading goes on. */
  private static final Measure UNKNOWN =
      new Measure(
          "",
          Aggregation.SUM,
          Optional.empty(),
          Measure.Percentile.NONE,
          Optional.empty(),
          Optional.empty(),
          false,
          "",
          "");

  private final Problems problems;
  private final List<SemanticModel> models;
  private final Map<String, MeasureInput> measures = new LinkedHashMap<>();
  private final Map<String, Metric> metrics = new LinkedHashMap<>();
  private final List<YamlNode> later = new ArrayList<>();

  MetricReader(List<SemanticModel> models, Problems problems) {
    this.models = models;
    this.problems = problems;
    for (SemanticModel model : models) {
      for (Measure measure : model.measures()) {
        measures.put(
            measure.name(), new MeasureInput(model.name(), measure, List.of(), none(), false));
      }
    }
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  /** A metric that may reference any measure or metric. */
  void add(YamlNode node) {
    if (type(node).equals("simple")) {
      put(node, simple(node));
    } else {
      later.add(node);
    }
  }

  /** The metrics written inside a model of the newer form. */
  void nested(SemanticModel model, List<YamlNode> nodes) {
    for (YamlNode node : nodes) {
      if (type(node).equals("simple")) {
        put(node, NestedModelReader.simple(model, node));
      } else {
        later.add(node);
      }
    }
  }

  List<Metric> metrics() {
    createdFromMeasures();
    later.forEach(node -> put(node, compound(node)));
    later.clear();
    return List.copyOf(metrics.values());
  }

  private void createdFromMeasures() {
    for (MeasureInput input : measures.values()) {
      Measure measure = input.measure();
      if (measure.createMetric() && !metrics.containsKey(measure.name())) {
        Metric.Header header =
            new Metric.Header(
                measure.name(), measure.description(), "", List.of(), none(), measure.where());
        metrics.put(measure.name(), new Metric.Simple(header, input));
      }
    }
  }

  private void put(YamlNode node, Metric metric) {
    if (metrics.put(metric.name(), metric) != null) {
      problems.add(
          "metric \"%s\" is defined twice".formatted(metric.name()), node.where(), "rename one");
    }
  }

  private static String type(YamlNode node) {
    return node.text("type").toLowerCase(java.util.Locale.ROOT);
  }

  static Metric.Header header(YamlNode node) {
    node.ignoring("type", "metadata", "config");
    return new Metric.Header(
        node.text("name"),
        node.optionalText("description").orElse(""),
        node.optionalText("label").orElse(""),
        filters(node, "filter"),
        node.optionalText("time_granularity"),
        node.where());
  }

  private Metric simple(YamlNode node) {
    try (node) {
      Metric.Header header = header(node);
      YamlNode params = node.child("type_params");
      if (params.has("metric_aggregation_params") && !params.has("measure")) {
        return new Metric.Simple(header, aggregated(header, params));
      }
      return new Metric.Simple(header, filled(measureInput(params, "measure"), params));
    }
  }

  /** The manifest says at the metric what YAML says at its measure. */
  private static MeasureInput filled(MeasureInput input, YamlNode params) {
    return new MeasureInput(
        input.model(),
        input.measure(),
        input.filters(),
        input.fillNullsWith().or(() -> params.optionalText("fill_nulls_with")),
        input.joinToTimeSpine() || params.bool("join_to_timespine", false));
  }

  /** The manifest's newer form: the aggregation stands in the metric. */
  private MeasureInput aggregated(Metric.Header header, YamlNode params) {
    YamlNode aggregation = params.child("metric_aggregation_params");
    Measure measure =
        new Measure(
            header.name(),
            aggregation.choice("agg", Aggregation.class),
            params.optionalText("expr").or(() -> aggregation.optionalText("expr")),
            aggregation
                .optional("agg_params")
                .map(ModelReader::percentile)
                .orElse(Measure.Percentile.NONE),
            aggregation.optionalText("agg_time_dimension"),
            aggregation.optional("non_additive_dimension").map(ModelReader::nonAdditive),
            false,
            header.description(),
            header.where());
    return new MeasureInput(
        aggregation.text("semantic_model"),
        measure,
        List.of(),
        params.optionalText("fill_nulls_with"),
        params.bool("join_to_timespine", false));
  }

  private Metric compound(YamlNode node) {
    try (node) {
      Metric.Header header = header(node);
      YamlNode params = node.has("type_params") ? node.child("type_params") : node;
      return switch (type(node)) {
        case "ratio" ->
            new Metric.Ratio(
                header, input(params.required("numerator")), input(params.required("denominator")));
        case "derived" -> derived(header, params);
        case "cumulative" -> cumulative(header, params);
        case "conversion" -> conversion(header, params);
        default -> {
          List<String> known = List.of("simple", "ratio", "derived", "cumulative", "conversion");
          node.child("type")
              .problem(
                  "unknown metric type \"%s\"".formatted(type(node)),
                  Suggestion.remedy(type(node), known));
          yield new Metric.Simple(header, new MeasureInput("", UNKNOWN, List.of(), none(), false));
        }
      };
    }
  }

  private static Metric derived(Metric.Header header, YamlNode params) {
    params.ignoring("input_measures", "join_to_timespine", "is_private");
    List<YamlNode> inputs = new ArrayList<>(params.children("metrics"));
    inputs.addAll(params.children("input_metrics"));
    return new Metric.Derived(
        header, params.text("expr"), inputs.stream().map(MetricReader::input).toList());
  }

  private Metric cumulative(Metric.Header header, YamlNode params) {
    YamlNode own = params.child("cumulative_type_params");
    Optional<Window> window = WindowReader.window(own).or(() -> WindowReader.window(params));
    Optional<String> toDate =
        own.optionalText("grain_to_date").or(() -> params.optionalText("grain_to_date"));
    Metric.PeriodAggregation period =
        own.optionalChoice("period_agg", Metric.PeriodAggregation.class)
            .or(() -> params.optionalChoice("period_agg", Metric.PeriodAggregation.class))
            .orElse(Metric.PeriodAggregation.FIRST);
    MeasureInput input =
        own.has("metric")
            ? metricInput(own, "metric")
            : params.has("input_metric")
                ? metricInput(params, "input_metric")
                : measureInput(params, "measure");
    return new Metric.Cumulative(header, input, window, toDate, period);
  }

  private Metric conversion(Metric.Header header, YamlNode params) {
    YamlNode own =
        params.has("conversion_type_params") ? params.child("conversion_type_params") : params;
    List<Metric.ConstantProperty> constant =
        own.children("constant_properties").stream()
            .map(
                p ->
                    new Metric.ConstantProperty(
                        p.text("base_property"), p.text("conversion_property")))
            .toList();
    return new Metric.Conversion(
        header,
        own.text("entity"),
        either(own, "base_measure", "base_metric"),
        either(own, "conversion_measure", "conversion_metric"),
        WindowReader.window(own),
        constant,
        !own.optionalText("calculation").orElse("conversion_rate").equals("conversions"));
  }

  private MeasureInput either(YamlNode node, String measure, String metric) {
    return node.has(metric) ? metricInput(node, metric) : measureInput(node, measure);
  }

  /** A measure by name, or with filter and filling. */
  private MeasureInput measureInput(YamlNode parent, String key) {
    YamlNode node = parent.required(key);
    if (!node.present()) {
      return new MeasureInput("", UNKNOWN, List.of(), none(), false);
    }
    if (node.isScalar()) {
      return measure(node, node.text());
    }
    try (node) {
      MeasureInput plain = measure(node, node.text("name"));
      node.ignoring("alias");
      return new MeasureInput(
          plain.model(),
          plain.measure(),
          filters(node, "filter"),
          node.optionalText("fill_nulls_with"),
          node.bool("join_to_timespine", false));
    }
  }

  private MeasureInput measure(YamlNode node, String name) {
    MeasureInput found = measures.get(name);
    if (found == null) {
      node.problem("unknown measure \"%s\"".formatted(name), remedy(name, measures));
      return new MeasureInput("", UNKNOWN, List.of(), none(), false);
    }
    return found;
  }

  /** A simple metric as the input: its measure, with its filters. */
  private MeasureInput metricInput(YamlNode parent, String key) {
    YamlNode node = parent.required(key);
    if (!node.present()) {
      return new MeasureInput("", UNKNOWN, List.of(), none(), false);
    }
    String name = node.isScalar() ? node.text() : node.text("name");
    if (!(metrics.get(name) instanceof Metric.Simple simple)) {
      node.problem("\"%s\" is no simple metric".formatted(name), remedy(name, metrics));
      return new MeasureInput("", UNKNOWN, List.of(), none(), false);
    }
    List<WhereFilter> all = new ArrayList<>(simple.input().filters());
    all.addAll(simple.filters());
    if (node.isMapping()) {
      all.addAll(filters(node, "filter"));
    }
    MeasureInput input = simple.input();
    return new MeasureInput(
        input.model(), input.measure(), all, input.fillNullsWith(), input.joinToTimeSpine());
  }

  private static String remedy(String name, Map<String, ?> known) {
    return known.isEmpty() ? "define it" : Suggestion.remedy(name, known.keySet());
  }

  private static MetricInput input(YamlNode node) {
    if (node.isScalar()) {
      return new MetricInput(node.text(), List.of(), none(), Optional.empty(), none());
    }
    if (!node.present()) {
      return new MetricInput("", List.of(), none(), Optional.empty(), none());
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

  List<SemanticModel> models() {
    return models;
  }
}
