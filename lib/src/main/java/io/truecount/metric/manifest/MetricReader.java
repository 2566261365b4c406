package io.truecount.metric.manifest;

import static io.truecount.metric.manifest.SavedQueryReader.filters;

import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads metrics. Simple ones go first: cumulative and conversion metrics may name either a measure
 * or a simple metric as their input.
 */
final class MetricReader {
  private final Problems problems;
  private final Map<String, Metric> metrics = new LinkedHashMap<>();
  private final Map<String, Metric> given = new LinkedHashMap<>();
  private final InputReader inputs;
  private final List<YamlNode> later = new ArrayList<>();

  /**
   * @param given metrics that are defined elsewhere
   */
  MetricReader(List<SemanticModel> models, List<Metric> given, Problems problems) {
    this.problems = problems;
    given.forEach(metric -> this.given.put(metric.name(), metric));
    this.inputs = new InputReader(models, metrics);
  }

  /**
   * Accepts unknown names, for files of which a part could not be read: they may be defined there.
   */
  void tolerateUnknownNames() {
    inputs.tolerateUnknownNames();
  }

  /** A metric that may reference any measure or metric. */
  void add(YamlNode node) {
    if (OwnSettings.isInput(node)) {
      return; // generated for a measure: it is read where that measure is used
    }
    if (type(node).equals("simple")) {
      put(node, SimpleMetricReader.read(node, inputs));
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
    List<Metric> all = new ArrayList<>(metrics.values());
    all.addAll(given.values());
    return List.copyOf(all);
  }

  private void createdFromMeasures() {
    for (MeasureInput input : inputs.measures()) {
      if (input.measure().createMetric()) {
        Metric made = Metric.Simple.of(input);
        metrics.putIfAbsent(made.name(), made);
        refuseGiven(made, made.header().where());
      }
    }
  }

  private void put(YamlNode node, Metric metric) {
    Metric other = metrics.put(metric.name(), metric);
    if (other != null) {
      problems.add(
          "metric \"%s\" is defined twice, first at %s"
              .formatted(metric.name(), other.header().where()),
          node.where(),
          "rename one");
    }
    refuseGiven(metric, node.where());
  }

  private void refuseGiven(Metric metric, String where) {
    Metric other = given.get(metric.name());
    if (other != null) {
      problems.add(
          new Problem(
              "metric \"%s\" is defined twice, first as the size of an audience at %s"
                  .formatted(metric.name(), other.header().where()),
              where,
              "two definitions of one name may give two numbers",
              "take one of the two out, or rename it"));
    }
  }

  private static String type(YamlNode node) {
    return node.text("type").toLowerCase(Locale.ROOT);
  }

  static MetricHeader header(YamlNode node) {
    node.ignoring("type", "metadata", "config");
    return new MetricHeader(
        node.text("name"),
        node.optionalText("description").orElse(""),
        node.optionalText("label").orElse(""),
        filters(node, "filter"),
        node.optionalText("time_granularity"),
        node.where());
  }

  private Metric compound(YamlNode node) {
    try (node) {
      MetricHeader header = header(node);
      YamlNode params = node.has("type_params") ? node.child("type_params") : node;
      return switch (type(node)) {
        case "ratio" ->
            new Metric.Ratio(
                header,
                InputReader.input(params.required("numerator")),
                InputReader.input(params.required("denominator")));
        case "derived" -> derived(header, params);
        case "cumulative" -> cumulative(header, params);
        case "conversion" -> conversion(header, params);
        default -> unknown(header, node);
      };
    }
  }

  private static Metric unknown(MetricHeader header, YamlNode node) {
    List<String> known = List.of("simple", "ratio", "derived", "cumulative", "conversion");
    node.child("type")
        .problem(
            "unknown metric type \"%s\"".formatted(type(node)),
            Suggestion.remedy(type(node), known));
    return new Metric.Simple(header, InputReader.UNKNOWN);
  }

  private static Metric derived(MetricHeader header, YamlNode params) {
    params.ignoring("input_measures", "join_to_timespine", "is_private");
    List<YamlNode> inputs = new ArrayList<>(params.children("metrics"));
    inputs.addAll(params.children("input_metrics"));
    return new Metric.Derived(
        header, params.text("expr"), inputs.stream().map(InputReader::input).toList());
  }

  private Metric cumulative(MetricHeader header, YamlNode params) {
    YamlNode own = params.child("cumulative_type_params");
    Optional<Window> window = WindowReader.window(own).or(() -> WindowReader.window(params));
    Optional<String> toDate =
        own.optionalText("grain_to_date").or(() -> params.optionalText("grain_to_date"));
    Metric.PeriodAggregation period =
        own.optionalChoice("period_agg", Metric.PeriodAggregation.class)
            .or(() -> params.optionalChoice("period_agg", Metric.PeriodAggregation.class))
            .orElse(Metric.PeriodAggregation.FIRST);
    return new Metric.Cumulative(header, cumulated(params, own), window, toDate, period);
  }

  /** dbt's manifest names the measure as it was written, and the metric that replaces it. */
  private MeasureInput cumulated(YamlNode params, YamlNode own) {
    if (params.has("measure")) {
      return inputs.measure(params, "measure");
    } else if (own.has("metric")) {
      return inputs.metric(own, "metric");
    }
    return params.has("input_metric")
        ? inputs.metric(params, "input_metric")
        : inputs.measure(params, "measure");
  }

  private Metric conversion(MetricHeader header, YamlNode params) {
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
        inputs.either(own, "base_measure", "base_metric"),
        inputs.either(own, "conversion_measure", "conversion_metric"),
        WindowReader.window(own),
        constant,
        !own.optionalText("calculation").orElse("conversion_rate").equals("conversions"));
  }
}
