package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where tables live and in which format.
 *
 * @param warehouse root folder, any Hadoop file system; local paths are absolute
 * @param namespace the one namespace of all tables
 * @param catalog Iceberg catalog properties; empty for the embedded catalog (SQLite)
 */
public record TableConfig(
    TableFormat format, String warehouse, String namespace, Map<String, String> catalog) {
  public TableConfig {
    requireNonNull(format);
    requireNonNull(warehouse);
    catalog = Map.copyOf(catalog);
    if (!namespace.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "Invalid namespace: %s (must be lower snake_case)".formatted(namespace));
    }
  }

  static TableConfig read(ConfigNode node, Overrides overrides) {
    try (node) {
      TableFormat format = node.choice("format", TableFormat.class);
      String warehouse = Locations.absolute(overrides.warehouse().orElse(node.string("warehouse")));
      String namespace = node.string("namespace");
      if (!namespace.matches("[a-z][a-z0-9_]*")) {
        node.problem(
            "namespace", "invalid namespace \"%s\"".formatted(namespace), "use snake_case");
        namespace = "invalid";
      }
      Map<String, String> catalog = new LinkedHashMap<>();
      node.child("catalog").stringLists().forEach((k, v) -> catalog.put(k, String.join(",", v)));
      return new TableConfig(overrides.format().orElse(format), warehouse, namespace, catalog);
    }
  }
}
