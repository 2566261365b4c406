package io.truecount.metric.manifest;

import io.truecount.config.yaml.YamlNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads time spines, in all the places where they may be defined. */
final class SpineReader {
  private SpineReader() {}

  static List<TimeSpine> configured(YamlNode configuration) {
    List<TimeSpine> result = new ArrayList<>();
    try (configuration) {
      configuration.ignoring("metadata", "dsi_package_version", "name");
      configuration.children("time_spines").forEach(s -> result.add(spine(s)));
      configuration.children("time_spine_table_configurations").forEach(s -> result.add(older(s)));
    }
    return result;
  }

  private static TimeSpine spine(YamlNode node) {
    try (node) {
      YamlNode column = node.required("primary_column");
      List<TimeSpine.CustomGrain> custom = customGrains(node);
      try (column) {
        return new TimeSpine(
            ModelReader.table(node.required("node_relation")),
            column.text("name"),
            column.choice("time_granularity", Grain.class),
            custom,
            node.where());
      }
    }
  }

  private static List<TimeSpine.CustomGrain> customGrains(YamlNode node) {
    List<TimeSpine.CustomGrain> result = new ArrayList<>();
    for (YamlNode grain : node.children("custom_granularities")) {
      try (grain) {
        grain.ignoring("description");
        String name = grain.text("name");
        result.add(new TimeSpine.CustomGrain(name, grain.optionalText("column_name").orElse(name)));
      }
    }
    return result;
  }

  private static TimeSpine older(YamlNode node) {
    try (node) {
      return new TimeSpine(
          TableName.parse(node.text("location")),
          node.text("column_name"),
          node.choice("grain", Grain.class),
          List.of(),
          node.where());
    }
  }

  /** The spine that a dbt model declares itself to be. */
  static Optional<TimeSpine> ofModel(YamlNode model) {
    Optional<YamlNode> spine = model.optional("time_spine");
    if (spine.isEmpty()) {
      return Optional.empty();
    }
    try (YamlNode node = spine.get()) {
      String column = node.text("standard_granularity_column");
      Grain grain =
          model.children("columns").stream()
              .filter(c -> c.optionalText("name").orElse("").equals(column))
              .findFirst()
              .flatMap(c -> c.optionalChoice("granularity", Grain.class))
              .orElse(Grain.DAY);
      return Optional.of(
          new TimeSpine(
              ModelReader.placed(model, TableName.parse(model.text("name"))),
              column,
              grain,
              customGrains(node),
              node.where()));
    }
  }

  /** One spine a grain; the ones that define custom grains go first. */
  static List<TimeSpine> distinct(List<TimeSpine> spines) {
    Map<Grain, TimeSpine> byGrain = new EnumMap<>(Grain.class);
    for (TimeSpine spine : spines) {
      byGrain.merge(
          spine.grain(),
          spine,
          (a, b) -> a.customGrains().size() >= b.customGrains().size() ? a : b);
    }
    return List.copyOf(byGrain.values());
  }
}
