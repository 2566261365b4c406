package io.truecount.metric.manifest;

import io.truecount.config.yaml.YamlNode;
import java.util.List;
import java.util.Optional;

/** Reads simple metrics of the older form, and as dbt's manifest has them. */
final class SimpleMetricReader {
  private SimpleMetricReader() {}

  static Metric read(YamlNode node, InputReader inputs) {
    try (node) {
      MetricHeader header = MetricReader.header(node);
      YamlNode params = node.child("type_params");
      boolean aggregates = params.has("metric_aggregation_params");
      if (aggregates && !params.has("measure")) {
        return new Metric.Simple(header, aggregated(header, params, OwnSettings.of(node)));
      }
      MeasureInput input = filled(inputs.measure(params, "measure"), params);
      return new Metric.Simple(aggregates ? unmerged(header, input) : header, input);
    }
  }

  /** The manifest has the filler and time spine at the metric, YAML has them at its measure. */
  private static MeasureInput filled(MeasureInput input, YamlNode params) {
    return new MeasureInput(
        input.model(),
        input.measure(),
        input.filters(),
        input.fillNullsWith().or(() -> params.optionalText("fill_nulls_with")),
        input.joinToTimeSpine() || params.bool("join_to_timespine", false));
  }

  /** Where a metric aggregates by itself, dbt puts the filters of its measure before its own. */
  private static MetricHeader unmerged(MetricHeader header, MeasureInput input) {
    List<String> ofMeasure = input.filters().stream().map(WhereFilter::text).toList();
    int merged = ofMeasure.size();
    List<WhereFilter> all = header.filters();
    boolean first =
        all.size() >= merged
            && all.subList(0, merged).stream().map(WhereFilter::text).toList().equals(ofMeasure);
    return first ? header.with(all.subList(merged, all.size())) : header;
  }

  /** The manifest's newer form: the aggregation is part of the metric. */
  private static MeasureInput aggregated(MetricHeader header, YamlNode params, YamlNode own) {
    YamlNode aggregation = params.child("metric_aggregation_params");
    Aggregation written = aggregation.choice("agg", Aggregation.class);
    Optional<Aggregation> meant = own.optionalChoice("agg", Aggregation.class);
    Optional<String> expr = params.optionalText("expr").or(() -> aggregation.optionalText("expr"));
    Measure measure =
        new Measure(
            header.name(),
            meant.orElse(written),
            meant.isPresent() ? own.optionalText("expr") : expr,
            meant.filter(m -> m != Aggregation.PERCENTILE).isPresent()
                ? Measure.Percentile.NONE
                : aggregation
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
}
