package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Entity;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SemanticModel;
import java.util.List;
import java.util.Locale;

/** Writes semantic models in the older form: entities, dimensions and measures in lists. */
final class ModelTree {
  private ModelTree() {}

  static Tree of(SemanticModel model, Manifest manifest, Form form) {
    Tree tree = new Tree().put("name", model.name()).put("description", model.description());
    if (form == Form.JSON) {
      tree.put("node_relation", ManifestTree.table(model.table()));
    } else {
      tree.put("model", "ref('%s')".formatted(model.table().name()));
      tree.put("config", DbtYaml.placed(model.table()));
    }
    return tree.put("primary_entity", model.primaryEntity())
        .put("defaults", new Tree().put("agg_time_dimension", model.aggTime()))
        .always("entities", model.entities().stream().map(ModelTree::entity).toList())
        .always("dimensions", model.dimensions().stream().map(ModelTree::dimension).toList())
        .always(
            "measures", model.measures().stream().map(m -> measure(m, manifest, form)).toList());
  }

  static Tree entity(Entity entity) {
    return new Tree()
        .put("name", entity.name())
        .put("type", lower(entity.type()))
        .put("expr", entity.expr());
  }

  private static Tree dimension(Dimension dimension) {
    return new Tree()
        .put("name", dimension.name())
        .put("description", dimension.description())
        .put("type", dimension.isTime() ? "time" : "categorical")
        .put("expr", dimension.expr())
        .put("is_partition", dimension.partition())
        .put(
            "type_params",
            new Tree()
                .put("time_granularity", dimension.grain().map(g -> g.label()))
                .put("validity_params", validity(dimension)));
  }

  static Tree validity(Dimension dimension) {
    return new Tree()
        .put("is_start", dimension.validity() == Dimension.Validity.START)
        .put("is_end", dimension.validity() == Dimension.Validity.END);
  }

  private static Tree measure(Measure measure, Manifest manifest, Form form) {
    return new Tree()
        .put("name", measure.name())
        .put("description", measure.description())
        .put("agg", DbtAggregation.name(measure.aggregation()))
        .put("expr", measure.expr())
        .put("agg_params", percentile(measure))
        .put("agg_time_dimension", measure.aggTime())
        .put("non_additive_dimension", measure.nonAdditive().map(ModelTree::nonAdditive))
        .put(
            "create_metric",
            measure.createMetric() && (form == Form.JSON || creates(measure, manifest)))
        .put("config", OwnTree.of(DbtAggregation.own(measure)));
  }

  /** Whether a measure creates its metric; dbt refuses that when the metric is also defined. */
  private static boolean creates(Measure measure, Manifest manifest) {
    return manifest.metric(measure.name()).filter(m -> !isCreated(m)).isEmpty();
  }

  /** Whether a metric is the one that its measure's {@code create_metric} makes. */
  static boolean isCreated(Metric metric) {
    return metric.asSimple().filter(ModelTree::isCreated).isPresent();
  }

  private static boolean isCreated(Metric.Simple metric) {
    Metric.Simple plain = Metric.Simple.of(metric.input());
    return metric.input().measure().createMetric()
        && metric.input().isPlain()
        && metric.header().saysTheSame(plain.header());
  }

  static Tree percentile(Measure measure) {
    Measure.Percentile percentile = measure.percentile();
    boolean needed = measure.aggregation() == Aggregation.PERCENTILE;
    return !needed && percentile.equals(Measure.Percentile.NONE)
        ? new Tree()
        : new Tree()
            .put("percentile", percentile.fraction())
            .put("use_discrete_percentile", percentile.discrete())
            .put("use_approximate_percentile", percentile.approximate());
  }

  static Tree nonAdditive(Measure.NonAdditive nonAdditive) {
    return new Tree()
        .put("name", nonAdditive.dimension())
        .put("window_choice", nonAdditive.last() ? "max" : "min")
        .put("window_groupings", List.copyOf(nonAdditive.groupings()));
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
