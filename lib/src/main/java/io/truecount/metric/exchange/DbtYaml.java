package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.manifest.TimeSpine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes dbt's YAML: models with measures in the older form, models whose metrics aggregate their
 * rows without measures in the newer one. The schema of a table is in {@code config.meta}, as dbt
 * finds tables by models.
 */
final class DbtYaml {
  private DbtYaml() {}

  static Exported export(Manifest manifest) {
    MetricTree metrics = new MetricTree(manifest, Form.YAML);
    List<SemanticModel> newer =
        manifest.models().stream().filter(m -> !metricsOf(m, manifest).isEmpty()).toList();
    List<Tree> models = new ArrayList<>(manifest.spines().stream().map(DbtYaml::spine).toList());
    newer.forEach(m -> models.add(nested(m, manifest, metrics)));
    Tree tree =
        new Tree()
            .put(
                "semantic_models",
                manifest.models().stream()
                    .filter(m -> !newer.contains(m))
                    .map(m -> ModelTree.of(m, manifest, Form.YAML))
                    .toList())
            .put("models", models)
            .put(
                "metrics",
                manifest.metrics().stream()
                    .filter(m -> newer.stream().noneMatch(n -> metricsOf(n, manifest).contains(m)))
                    .filter(m -> !ModelTree.isCreated(m))
                    .map(metrics::of)
                    .toList())
            .put(
                "saved_queries",
                manifest.savedQueries().stream()
                    .map(q -> ManifestTree.savedQuery(q, Form.YAML))
                    .toList());
    return new Exported(Map.of("metrics.yml", Texts.yaml(tree)), Losses.ofDbt(manifest));
  }

  /** The metrics that aggregate rows of a model without measures. */
  private static List<Metric> metricsOf(SemanticModel model, Manifest manifest) {
    return model.measures().isEmpty()
        ? manifest.metrics().stream()
            .filter(m -> m.asSimple().filter(s -> isOf(s, model)).isPresent())
            .toList()
        : List.of();
  }

  private static boolean isOf(Metric.Simple metric, SemanticModel model) {
    return metric.input().model().equals(model.name());
  }

  static Tree placed(TableName table) {
    return OwnTree.of(new Tree().put("schema", table.schema()));
  }

  private static Tree spine(TimeSpine spine) {
    Tree own =
        new Tree()
            .put("standard_granularity_column", spine.column())
            .put("custom_granularities", ManifestTree.customGrains(spine));
    List<Tree> columns = new ArrayList<>();
    columns.add(new Tree().put("name", spine.column()).put("granularity", spine.grain().label()));
    spine.customGrains().stream()
        .map(TimeSpine.CustomGrain::column)
        .distinct()
        .filter(c -> !c.equals(spine.column()))
        .forEach(c -> columns.add(Tree.of("name", c)));
    return new Tree()
        .put("name", spine.table().name())
        .put("config", placed(spine.table()))
        .put("time_spine", own)
        .put("columns", columns);
  }

  private static Tree nested(SemanticModel model, Manifest manifest, MetricTree metrics) {
    Tree semantics =
        new Tree()
            .put("entities", model.entities().stream().map(DbtYaml::entity).toList())
            .put("dimensions", model.dimensions().stream().map(DbtYaml::dimension).toList());
    return new Tree()
        .put("name", model.table().name())
        .put("description", model.description())
        .put("config", placed(model.table()))
        .put("semantic_model", new Tree().put("enabled", true).put("name", model.name()))
        .put("primary_entity", model.primaryEntity())
        .put("agg_time_dimension", model.aggTime())
        .put("derived_semantics", semantics)
        .put("metrics", metricsOf(model, manifest).stream().map(m -> simple(m, metrics)).toList());
  }

  private static Tree entity(io.truecount.metric.manifest.Entity entity) {
    return ModelTree.entity(entity).put("expr", entity.sql());
  }

  private static Tree dimension(Dimension dimension) {
    return new Tree()
        .put("name", dimension.name())
        .put("description", dimension.description())
        .put("type", dimension.isTime() ? "time" : "categorical")
        .put("expr", dimension.sql())
        .put("granularity", dimension.grain().map(g -> g.label()))
        .put("is_partition", dimension.partition())
        .put("validity_params", ModelTree.validity(dimension));
  }

  private static Tree simple(Metric metric, MetricTree metrics) {
    MeasureInput input = ((Metric.Simple) metric).input();
    Measure measure = input.measure();
    boolean percentile = measure.aggregation() == Aggregation.PERCENTILE;
    Tree tree = metrics.header(metric).put("type", "simple");
    tree.put("agg", DbtAggregation.name(measure.aggregation()))
        .put("expr", measure.expr())
        .put("config", OwnTree.of(DbtAggregation.own(measure)));
    if (percentile) {
      tree.put("percentile", measure.percentile().fraction())
          .put("percentile_type", measure.percentile().discrete() ? "discrete" : "continuous");
    }
    return tree.put("agg_time_dimension", measure.aggTime())
        .put("non_additive_dimension", measure.nonAdditive().map(ModelTree::nonAdditive))
        .put("fill_nulls_with", input.fillNullsWith())
        .put("join_to_timespine", input.joinToTimeSpine());
  }
}
