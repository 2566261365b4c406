package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.MetricHeader;
import io.truecount.metric.manifest.MetricInput;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.manifest.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes metrics: over measures where the model has them, otherwise with their own aggregation. */
final class MetricTree {
  private final Manifest manifest;
  private final Form form;
  private final InputMetrics inputs;

  MetricTree(Manifest manifest, Form form) {
    this.manifest = manifest;
    this.form = form;
    this.inputs = new InputMetrics(manifest);
  }

  Tree of(Metric metric) {
    return header(metric)
        .put("type", ModelTree.lower(MetricKind.of(metric)))
        .put("type_params", params(metric))
        .put("config", own(metric));
  }

  /**
   * The private metrics that only the manifest needs; to be called after all others are written.
   */
  List<Tree> made() {
    return inputs.made().stream().map(this::made).toList();
  }

  private Tree made(Metric.Simple metric) {
    return header(metric)
        .put("type", "simple")
        .put("type_params", simple(metric.input()).put("is_private", true))
        .put("config", OwnTree.of(Tree.of("input", true)));
  }

  Tree header(Metric metric) {
    MetricHeader header = metric.header();
    return new Tree()
        .put("name", header.name())
        .put("description", header.description())
        .put("label", label(header))
        .put("filter", filters(allFilters(metric), form))
        .put("time_granularity", header.timeGrain());
  }

  /** The label; dbt refuses a metric without one. */
  private String label(MetricHeader header) {
    return form == Form.YAML && header.label().isEmpty() ? header.name() : header.label();
  }

  /** The filters of a metric. In the manifest they include those of a simple metric's measure. */
  private List<WhereFilter> allFilters(Metric metric) {
    List<WhereFilter> all = new ArrayList<>();
    if (form == Form.JSON) {
      metric.asSimple().ifPresent(simple -> all.addAll(simple.input().filters()));
    }
    all.addAll(metric.filters());
    return all;
  }

  private Tree params(Metric metric) {
    return metric.match(
        new Metric.Cases<>() {
          @Override
          public Tree simple(Metric.Simple simple) {
            return MetricTree.this.simple(simple.input());
          }

          @Override
          public Tree ratio(Metric.Ratio ratio) {
            return new Tree()
                .put("numerator", input(ratio.numerator()))
                .put("denominator", input(ratio.denominator()));
          }

          @Override
          public Tree derived(Metric.Derived derived) {
            return new Tree()
                .put("expr", derived.expr())
                .put("metrics", derived.inputs().stream().map(i -> input(i)).toList());
          }

          @Override
          public Tree cumulative(Metric.Cumulative cumulative) {
            return MetricTree.this.cumulative(cumulative);
          }

          @Override
          public Tree conversion(Metric.Conversion conversion) {
            return MetricTree.this.conversion(conversion);
          }
        });
  }

  private boolean isOfModel(MeasureInput input) {
    return manifest
        .model(input.model())
        .flatMap(m -> m.measure(input.measure().name()))
        .filter(input.measure()::equals)
        .isPresent();
  }

  private Tree simple(MeasureInput input) {
    boolean ofModel = isOfModel(input);
    if (ofModel && form == Form.YAML) {
      return new Tree().put("measure", measure(input));
    }
    Tree tree = ofModel ? new Tree().put("measure", filtered(input)) : new Tree();
    return tree.put("metric_aggregation_params", aggregation(input))
        .put("expr", DbtAggregation.expr(input.measure()))
        .put("fill_nulls_with", input.fillNullsWith().map(MetricTree::number))
        .put("join_to_timespine", input.joinToTimeSpine());
  }

  private Tree filtered(MeasureInput input) {
    return new Tree()
        .put("name", input.measure().name())
        .put("filter", filters(input.filters(), form));
  }

  private Tree measure(MeasureInput input) {
    return filtered(input)
        .put("fill_nulls_with", input.fillNullsWith().map(MetricTree::number))
        .put("join_to_timespine", input.joinToTimeSpine());
  }

  private static Object number(String text) {
    return text.matches("-?\\d{1,9}") ? (Object) Integer.valueOf(text) : text;
  }

  private static Tree aggregation(MeasureInput input) {
    Measure measure = input.measure();
    return new Tree()
        .put("semantic_model", input.model())
        .put("agg", DbtAggregation.reworded(measure))
        .put("agg_params", DbtAggregation.percentile(measure))
        .put("agg_time_dimension", measure.aggTime())
        .put("non_additive_dimension", measure.nonAdditive().map(ModelTree::nonAdditive));
  }

  /**
   * The original aggregation, for a metric whose measure is written with another one for
   * MetricFlow.
   */
  private Tree own(Metric metric) {
    return metric
        .asSimple()
        .map(Metric.Simple::input)
        .filter(input -> !isOfModel(input) && DbtAggregation.isReworded(input.measure()))
        .map(MeasureInput::measure)
        .map(m -> DbtAggregation.own(m.aggregation()).put("expr", m.expr()))
        .map(OwnTree::of)
        .orElseGet(Tree::new);
  }

  private Tree input(MetricInput input) {
    return new Tree()
        .put("name", input.name())
        .put("filter", filters(input.filters(), form))
        .put("alias", input.alias())
        .put("offset_window", input.offsetWindow().map(this::window))
        .put("offset_to_grain", input.offsetToGrain());
  }

  private Object window(Window window) {
    return form == Form.JSON
        ? new Tree().put("count", window.count()).put("granularity", window.grain())
        : window.toString();
  }

  private Tree cumulative(Metric.Cumulative metric) {
    Tree own =
        new Tree()
            .put("window", metric.window().map(this::window))
            .put("grain_to_date", metric.grainToDate())
            .put("period_agg", ModelTree.lower(metric.periodAggregation()));
    Tree tree = new Tree();
    put(tree, own, metric.input(), "measure", "metric");
    return tree.put("cumulative_type_params", own);
  }

  private Tree conversion(Metric.Conversion metric) {
    Tree own = new Tree().put("entity", metric.entity());
    put(own, own, metric.base(), "base_measure", "base_metric");
    put(own, own, metric.conversion(), "conversion_measure", "conversion_metric");
    own.put("calculation", metric.rate() ? "conversion_rate" : "conversions")
        .put("window", metric.window().map(this::window))
        .put(
            "constant_properties",
            metric.constantProperties().stream()
                .map(
                    p ->
                        new Tree()
                            .put("base_property", p.base())
                            .put("conversion_property", p.conversion()))
                .toList());
    return new Tree().put("conversion_type_params", own);
  }

  /** A measure as it was written; in the manifest also the metric that replaces it. */
  private void put(
      Tree ofMeasure, Tree ofMetric, MeasureInput input, String measure, String metric) {
    if (!isOfModel(input)) {
      ofMetric.put(metric, ofMetric(input));
      return;
    }
    ofMeasure.put(measure, measure(input));
    if (form == Form.JSON) {
      ofMetric.put(
          metric,
          new Tree().put("name", inputs.name(input)).put("filter", filters(input.filters(), form)));
    }
  }

  /** A measure that only a metric of its name has; that metric's own filters come with it. */
  private Tree ofMetric(MeasureInput input) {
    List<WhereFilter> filters = new ArrayList<>(input.filters());
    manifest
        .metric(input.measure().name())
        .ifPresent(m -> filters.subList(0, Math.min(filters.size(), m.filters().size())).clear());
    return new Tree().put("name", input.measure().name()).put("filter", filters(filters, form));
  }

  static Object filters(List<WhereFilter> filters, Form form) {
    if (filters.isEmpty()) {
      return Optional.empty();
    }
    return form == Form.YAML
        ? filters.stream().map(WhereFilter::text).toList()
        : new Tree()
            .put(
                "where_filters",
                filters.stream().map(f -> Tree.of("where_sql_template", f.text())).toList());
  }
}
