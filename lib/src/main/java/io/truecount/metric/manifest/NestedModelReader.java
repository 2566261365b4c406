package io.truecount.metric.manifest;

import static io.truecount.metric.manifest.SavedQueryReader.filters;

import io.truecount.config.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads dbt models of the newer form: keys and dimensions at their columns, metrics inside. */
final class NestedModelReader {
  private NestedModelReader() {}

  /** A model, and the nodes of its metrics, which are read later. */
  record Nested(SemanticModel model, List<YamlNode> metrics) {}

  /** Reads a dbt model; empty when it is no semantic model. */
  static Optional<Nested> read(YamlNode node) {
    node.ignoring("description", "config", "data_tests", "tests", "meta", "time_spine");
    if (!node.has("semantic_model")) {
      return Optional.empty();
    }
    YamlNode own = node.child("semantic_model");
    if (own.isMapping() && !own.bool("enabled", true)) {
      return Optional.empty();
    }
    String name =
        own.isMapping() ? own.optionalText("name").orElse(node.text("name")) : node.text("name");
    List<Entity> entities = new ArrayList<>();
    List<Dimension> dimensions = new ArrayList<>();
    for (YamlNode column : node.children("columns")) {
      columns(column, entities, dimensions);
    }
    node.optional("derived_semantics").ifPresent(d -> derived(d, entities, dimensions));
    SemanticModel model =
        new SemanticModel(
            name,
            ModelReader.placed(node, TableName.parse(node.text("name"))),
            node.optionalText("primary_entity"),
            node.optionalText("agg_time_dimension"),
            entities,
            dimensions,
            List.of(),
            node.optionalText("description").orElse(""),
            node.where());
    List<YamlNode> metrics = node.children("metrics");
    node.close();
    return Optional.of(new Nested(model, metrics));
  }

  private static void columns(YamlNode column, List<Entity> entities, List<Dimension> dimensions) {
    String name = column.text("name");
    column.optional("entity").ifPresent(e -> entities.add(entity(e, name)));
    Optional<Grain> grain = column.optionalChoice("granularity", Grain.class);
    column.optional("dimension").ifPresent(d -> dimensions.add(dimension(d, name, grain)));
  }

  private static void derived(YamlNode node, List<Entity> entities, List<Dimension> dimensions) {
    try (node) {
      node.children("entities").forEach(e -> entities.add(entity(e, e.text("name"))));
      for (YamlNode d : node.children("dimensions")) {
        dimensions.add(dimension(d, d.text("name"), d.optionalChoice("granularity", Grain.class)));
      }
    }
  }

  private static Entity entity(YamlNode node, String column) {
    if (node.isScalar()) {
      return new Entity(
          column,
          node.text().equals("primary") ? EntityType.PRIMARY : EntityType.FOREIGN,
          Optional.empty(),
          node.where());
    }
    try (node) {
      node.ignoring("description", "label", "config");
      return new Entity(
          node.optionalText("name").orElse(column),
          node.choice("type", EntityType.class),
          Optional.of(node.optionalText("expr").orElse(column)),
          node.where());
    }
  }

  private static Dimension dimension(YamlNode node, String column, Optional<Grain> grain) {
    if (node.isScalar()) {
      boolean time = node.text().toLowerCase(Locale.ROOT).equals("time");
      return new Dimension(
          column,
          Optional.empty(),
          time ? grain.or(() -> Optional.of(Grain.DAY)) : Optional.empty(),
          false,
          Dimension.Validity.NONE,
          "",
          node.where());
    }
    try (node) {
      node.ignoring("label", "config");
      boolean time = node.text("type").toLowerCase(Locale.ROOT).equals("time");
      return new Dimension(
          node.optionalText("name").orElse(column),
          Optional.of(node.optionalText("expr").orElse(column)),
          time ? grain.or(() -> Optional.of(Grain.DAY)) : Optional.empty(),
          node.bool("is_partition", false),
          node.optional("validity_params")
              .map(ModelReader::validity)
              .orElse(Dimension.Validity.NONE),
          node.optionalText("description").orElse(""),
          node.where());
    }
  }

  /** A simple metric of the newer form is its own measure. */
  static Metric simple(SemanticModel model, YamlNode node) {
    try (node) {
      MetricHeader header = MetricReader.header(node).and(filters(node, "measure_filter"));
      Measure measure =
          new Measure(
              header.name(),
              OwnSettings.aggregation(node),
              node.optionalText("expr"),
              new Measure.Percentile(
                  node.optionalDecimal("percentile").orElse(0.5),
                  node.optionalText("percentile_type").orElse("continuous").equals("discrete"),
                  false),
              node.optionalText("agg_time_dimension"),
              node.optional("non_additive_dimension").map(ModelReader::nonAdditive),
              false,
              header.description(),
              header.where());
      return new Metric.Simple(
          header,
          new MeasureInput(
              model.name(),
              measure,
              List.of(),
              node.optionalText("fill_nulls_with"),
              node.bool("join_to_timespine", false)));
    }
  }
}
