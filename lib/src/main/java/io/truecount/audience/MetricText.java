package io.truecount.audience;

import static java.util.stream.Collectors.joining;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.MetricInput;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.WhereFilter;
import java.util.List;
import java.util.Optional;

/**
 * A metric as text that means one metric only, as {@link DefinitionText} is of an audience: with
 * the metrics that it is computed from, their measures and filters; without descriptions. What a
 * model or the dimension of a filter is made of is not followed.
 *
 * <pre>
 *   average_order_value   ratio(simple(SUM "revenue" of "orders" at "ordered_at" …) by simple(…))
 * </pre>
 */
record MetricText(Manifest manifest) implements Metric.Cases<String> {
  /** The text of a metric by its name; that of an unknown one is its name. */
  String of(String name) {
    return manifest
        .metric(name)
        .map(metric -> metric.match(this) + filters(metric.filters()))
        .orElseGet(() -> quoted(name));
  }

  @Override
  public String simple(Metric.Simple metric) {
    return "simple(%s)".formatted(measure(metric.input()));
  }

  @Override
  public String ratio(Metric.Ratio metric) {
    return "ratio(%s by %s)".formatted(input(metric.numerator()), input(metric.denominator()));
  }

  @Override
  public String derived(Metric.Derived metric) {
    return metric.inputs().stream()
        .map(input -> "%s = %s".formatted(quoted(input.key()), input(input)))
        .collect(joining(", ", "derived(%s of ".formatted(quoted(metric.expr())), ")"));
  }

  @Override
  public String cumulative(Metric.Cumulative metric) {
    return "cumulative(%s window %s to date %s)"
        .formatted(
            measure(metric.input()), optional(metric.window()), optional(metric.grainToDate()));
  }

  @Override
  public String conversion(Metric.Conversion metric) {
    String same =
        metric.constantProperties().stream()
            .map(p -> quoted(p.base()) + " = " + quoted(p.conversion()))
            .collect(joining(", ", "[", "]"));
    return "conversion(%s from %s to %s within %s same %s %s)"
        .formatted(
            quoted(metric.entity()),
            measure(metric.base()),
            measure(metric.conversion()),
            optional(metric.window()),
            same,
            metric.rate() ? "rate" : "count");
  }

  private String input(MetricInput input) {
    return "%s%s offset %s to %s"
        .formatted(
            of(input.name()),
            filters(input.filters()),
            optional(input.offsetWindow()),
            optional(input.offsetToGrain()));
  }

  private String measure(MeasureInput input) {
    Measure measure = input.measure();
    Optional<SemanticModel> model = manifest.model(input.model());
    Optional<String> time = model.flatMap(m -> m.aggTimeOf(measure)).map(Dimension::sql);
    Optional<String> table = model.map(m -> m.table().toString());
    return "%s %s of %s at %s%s%s fill %s%s"
        .formatted(
            measure.aggregation(),
            quoted(measure.sql()),
            optional(table),
            optional(time),
            percentile(measure),
            measure.nonAdditive().map(MetricText::nonAdditive).orElse(""),
            optional(input.fillNullsWith()),
            filters(input.filters()));
  }

  private static String percentile(Measure measure) {
    Measure.Percentile percentile = measure.percentile();
    return percentile.equals(Measure.Percentile.NONE)
        ? ""
        : " percentile %s %s %s"
            .formatted(
                percentile.fraction(),
                percentile.discrete() ? "discrete" : "continuous",
                percentile.approximate() ? "approximate" : "exact");
  }

  private static String nonAdditive(Measure.NonAdditive rule) {
    return " %s by %s of %s"
        .formatted(
            rule.last() ? "last" : "first",
            quoted(rule.dimension()),
            rule.groupings().stream().map(MetricText::quoted).collect(joining(", ", "[", "]")));
  }

  private static String filters(List<WhereFilter> filters) {
    return filters.stream().map(filter -> " where " + quoted(filter.text())).collect(joining());
  }

  private static String optional(Optional<?> value) {
    return value.map(v -> quoted(v.toString())).orElse("none");
  }

  private static String quoted(String text) {
    return DefinitionText.quoted(text);
  }
}
