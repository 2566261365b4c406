package io.truecount.metric.manifest;

import io.truecount.config.yaml.YamlNode;
import io.truecount.metric.manifest.SavedQuery.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads saved queries and filters. */
final class SavedQueryReader {
  private SavedQueryReader() {}

  static SavedQuery read(YamlNode node) {
    try (node;
        YamlNode params = node.required("query_params")) {
      node.ignoring("metadata", "label", "tags");
      return new SavedQuery(
          node.text("name"),
          node.optionalText("description").orElse(""),
          params.texts("metrics"),
          params.texts("group_by"),
          filters(params, "where"),
          params.texts("order_by"),
          params.optionalInteger("limit").map(Math::toIntExact),
          node.children("exports").stream().map(SavedQueryReader::export).toList(),
          use(node),
          node.where());
    }
  }

  /** dbt lets every project keep settings of its own below meta. */
  private static Use use(YamlNode node) {
    try (YamlNode config = node.child("config");
        YamlNode meta = config.child("meta");
        YamlNode own = meta.child("truecount")) {
      config.ignoring(config.keys().toArray(String[]::new));
      meta.ignoring(meta.keys().toArray(String[]::new));
      return own.optionalChoice("use", Use.class).orElse(Use.TABLE);
    }
  }

  private static SavedQuery.Export export(YamlNode node) {
    try (node;
        YamlNode config = node.child("config")) {
      config.ignoring("database");
      String name = node.text("name");
      String kind = config.optionalText("export_as").orElse("table").toLowerCase(Locale.ROOT);
      String schema =
          config.optionalText("schema").or(() -> config.optionalText("schema_name")).orElse("");
      return new SavedQuery.Export(
          name, kind.equals("view"), schema, config.optionalText("alias").orElse(name));
    }
  }

  /** Filters written as one text, as a list, or as the manifest writes them. */
  static List<WhereFilter> filters(YamlNode parent, String key) {
    if (!parent.has(key)) {
      return List.of();
    }
    YamlNode node = parent.child(key);
    List<WhereFilter> result = new ArrayList<>();
    if (node.isScalar()) {
      result.add(new WhereFilter(node.text(), node.where()));
    } else if (node.isList()) {
      node.items().forEach(n -> result.add(new WhereFilter(n.text(), n.where())));
    } else {
      node.children("where_filters")
          .forEach(n -> result.add(new WhereFilter(n.text("where_sql_template"), n.where())));
    }
    return result;
  }
}
