package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.Metric.MeasureInput;
import io.truecount.metric.manifest.Metric.MetricInput;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.manifest.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Metrics, over measures where the model has them, else with the aggregation inside. */
final class MetricTree {
  private final Manifest manifest;
  private final Form form;

  MetricTree(Manifest manifest, Form form) {
    this.manifest = manifest;
    this.form = form;
  }

  Tree of(Metric metric) {
    return header(metric)
        .put("type", ModelTree.lower(Kind.of(metric)))
        .put("type_params", params(metric));
  }

  Tree header(Metric metric) {
    Metric.Header header = metric.header();
    return new Tree()
        .put("name", header.name())
        .put("description", header.description())
        .put("label", header.label())
        .put("filter", filters(header.filters(), form))
        .put("time_granularity", header.timeGrain());
  }

  /** The words for the types of metrics. */
  private enum Kind {
    SIMPLE,
    RATIO,
    DERIVED,
    CUMULATIVE,
    CONVERSION;

    static Kind of(Metric metric) {
      if (metric instanceof Metric.Simple) {
        return SIMPLE;
      } else if (metric instanceof Metric.Ratio) {
        return RATIO;
      } else if (metric instanceof Metric.Derived) {
        return DERIVED;
      }
      return metric instanceof Metric.Cumulative ? CUMULATIVE : CONVERSION;
    }
  }

  private Tree params(Metric metric) {
    if (metric instanceof Metric.Simple simple) {
      return isOfModel(simple.input())
          ? new Tree().put("measure", measure(simple.input()))
          : aggregation(simple.input());
    } else if (metric instanceof Metric.Ratio ratio) {
      return new Tree()
          .put("numerator", input(ratio.numerator()))
          .put("denominator", input(ratio.denominator()));
    } else if (metric instanceof Metric.Derived derived) {
      return new Tree()
          .put("expr", derived.expr())
          .put("metrics", derived.inputs().stream().map(this::input).toList());
    } else if (metric instanceof Metric.Cumulative cumulative) {
      return cumulative(cumulative);
    }
    return conversion((Metric.Conversion) metric);
  }

  private boolean isOfModel(MeasureInput input) {
    return manifest
        .model(input.model())
        .flatMap(m -> m.measure(input.measure().name()))
        .filter(input.measure()::equals)
        .isPresent();
  }

  private Tree measure(MeasureInput input) {
    return new Tree()
        .put("name", input.measure().name())
        .put("filter", filters(input.filters(), form))
        .put("fill_nulls_with", input.fillNullsWith().map(MetricTree::number))
        .put("join_to_timespine", input.joinToTimeSpine());
  }

  private static Object number(String text) {
    return text.matches("-?\\d{1,9}") ? (Object) Integer.valueOf(text) : text;
  }

  private static Tree aggregation(MeasureInput input) {
    Measure measure = input.measure();
    return new Tree()
        .put(
            "metric_aggregation_params",
            new Tree()
                .put("semantic_model", input.model())
                .put("agg", ModelTree.lower(measure.aggregation()))
                .put("agg_params", ModelTree.percentile(measure.percentile()))
                .put("agg_time_dimension", measure.aggTime())
                .put("non_additive_dimension", measure.nonAdditive().map(ModelTree::level)))
        .put("expr", measure.expr())
        .put("fill_nulls_with", input.fillNullsWith().map(MetricTree::number))
        .put("join_to_timespine", input.joinToTimeSpine());
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
    return isOfModel(metric.input())
        ? new Tree().put("measure", measure(metric.input())).put("cumulative_type_params", own)
        : new Tree().put("cumulative_type_params", own.put("metric", ofMetric(metric.input())));
  }

  private Tree conversion(Metric.Conversion metric) {
    Tree own = new Tree().put("entity", metric.entity());
    put(own, metric.base(), "base_measure", "base_metric");
    put(own, metric.conversion(), "conversion_measure", "conversion_metric");
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

  private void put(Tree tree, MeasureInput input, String measure, String metric) {
    if (isOfModel(input)) {
      tree.put(measure, measure(input));
    } else {
      tree.put(metric, ofMetric(input));
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
