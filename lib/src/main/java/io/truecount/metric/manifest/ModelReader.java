package io.truecount.metric.manifest;

import io.truecount.config.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads semantic models of the older form: entities, dimensions and measures in lists. */
final class ModelReader {
  private ModelReader() {}

  static SemanticModel legacy(YamlNode node) {
    try (node) {
      node.ignoring("metadata", "config", "label", "model");
      return new SemanticModel(
          node.text("name"),
          node.has("node_relation") ? table(node.child("node_relation")) : referenced(node),
          node.optionalText("primary_entity"),
          node.optional("defaults").flatMap(ModelReader::defaultTime),
          node.children("entities").stream().map(ModelReader::entity).toList(),
          node.children("dimensions").stream().map(ModelReader::dimension).toList(),
          node.children("measures").stream().map(ModelReader::measure).toList(),
          node.optionalText("description").orElse(""),
          node.where());
    }
  }

  private static Optional<String> defaultTime(YamlNode defaults) {
    try (defaults) {
      return defaults.optionalText("agg_time_dimension");
    }
  }

  /** {@code model: ref('orders')}, as dbt projects write it. */
  private static TableName referenced(YamlNode node) {
    String text = node.required("model").present() ? node.child("model").text() : "";
    return placed(
        node,
        TableName.parse(text.replaceFirst("(?s)^\\s*ref\\(\\s*['\"](.*)['\"]\\s*\\)\\s*$", "$1")));
  }

  /** A table with the schema that {@code config.meta.truecount.schema} names. */
  static TableName placed(YamlNode node, TableName table) {
    return OwnSettings.of(node)
        .optionalText("schema")
        .map(s -> new TableName(s, table.name()))
        .orElse(table);
  }

  static TableName table(YamlNode node) {
    try (node) {
      node.ignoring("relation_name");
      String schema =
          node.optionalText("database").map(d -> d + ".").orElse("")
              + node.optionalText("schema_name").orElse("");
      return new TableName(schema, node.text("alias"));
    }
  }

  private static Entity entity(YamlNode node) {
    try (node) {
      node.ignoring("description", "metadata", "config", "label", "role");
      return new Entity(
          node.text("name"),
          node.choice("type", EntityType.class),
          node.optionalText("expr"),
          node.where());
    }
  }

  private static Dimension dimension(YamlNode node) {
    try (node) {
      node.ignoring("metadata", "config", "label");
      boolean time = node.text("type").toLowerCase(Locale.ROOT).equals("time");
      Optional<YamlNode> params = node.optional("type_params");
      Optional<Grain> grain =
          params.flatMap(p -> p.optionalChoice("time_granularity", Grain.class));
      Dimension.Validity validity =
          params
              .flatMap(p -> p.optional("validity_params"))
              .map(ModelReader::validity)
              .orElse(Dimension.Validity.NONE);
      params.ifPresent(YamlNode::close);
      return new Dimension(
          node.text("name"),
          node.optionalText("expr"),
          time ? grain.or(() -> Optional.of(Grain.DAY)) : Optional.empty(),
          node.bool("is_partition", false),
          validity,
          node.optionalText("description").orElse(""),
          node.where());
    }
  }

  static Dimension.Validity validity(YamlNode node) {
    try (node) {
      boolean end = node.bool("is_end", false);
      boolean start = node.bool("is_start", false);
      if (start == end) {
        node.problem(
            "validity_params must say is_start or is_end", "write is_start: true or is_end: true");
      }
      return start ? Dimension.Validity.START : Dimension.Validity.END;
    }
  }

  private static Measure measure(YamlNode node) {
    try (node) {
      node.ignoring("metadata", "config", "label");
      Measure.Percentile percentile =
          node.optional("agg_params").map(ModelReader::percentile).orElse(Measure.Percentile.NONE);
      return new Measure(
          node.text("name"),
          OwnSettings.aggregation(node),
          node.optionalText("expr"),
          percentile,
          node.optionalText("agg_time_dimension"),
          node.optional("non_additive_dimension").map(ModelReader::nonAdditive),
          node.bool("create_metric", false),
          node.optionalText("description").orElse(""),
          node.where());
    }
  }

  static Measure.Percentile percentile(YamlNode node) {
    try (node) {
      return new Measure.Percentile(
          node.optionalDecimal("percentile").orElse(0.5),
          node.bool("use_discrete_percentile", false),
          node.bool("use_approximate_percentile", false));
    }
  }

  static Measure.NonAdditive nonAdditive(YamlNode node) {
    try (node) {
      String choice =
          node.optionalText("window_choice")
              .or(() -> node.optionalText("window_agg"))
              .orElse("min");
      List<String> groupings = node.texts("window_groupings");
      List<String> older = node.texts("group_by");
      return new Measure.NonAdditive(
          node.text("name"),
          choice.toLowerCase(Locale.ROOT).equals("max"),
          groupings.isEmpty() ? older : groupings);
    }
  }
}
