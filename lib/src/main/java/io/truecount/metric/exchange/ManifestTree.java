package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.manifest.TimeSpine;
import java.util.ArrayList;
import java.util.List;

/** Writes all definitions as dbt's semantic manifest. */
final class ManifestTree {
  private ManifestTree() {}

  static Tree of(Manifest manifest, Form form) {
    MetricTree trees = new MetricTree(manifest, form);
    List<Tree> metrics = new ArrayList<>(manifest.metrics().stream().map(trees::of).toList());
    metrics.addAll(trees.made());
    return new Tree()
        .always(
            "semantic_models",
            manifest.models().stream().map(m -> ModelTree.of(m, manifest, form)).toList())
        .always("metrics", metrics)
        .put(
            "project_configuration",
            new Tree()
                .always("time_spine_table_configurations", List.of())
                .put("time_spines", manifest.spines().stream().map(ManifestTree::spine).toList()))
        .always(
            "saved_queries",
            manifest.savedQueries().stream().map(q -> savedQuery(q, form)).toList());
  }

  static Tree table(TableName table) {
    int dot = table.schema().lastIndexOf('.');
    return new Tree()
        .put("alias", table.name())
        .always("schema_name", table.schema().substring(dot + 1))
        .put("database", table.schema().substring(0, Math.max(dot, 0)))
        .put("relation_name", table.toString());
  }

  private static Tree spine(TimeSpine spine) {
    return new Tree()
        .put("node_relation", table(spine.table()))
        .put(
            "primary_column",
            new Tree().put("name", spine.column()).put("time_granularity", spine.grain().label()))
        .put("custom_granularities", customGrains(spine));
  }

  static List<Tree> customGrains(TimeSpine spine) {
    return spine.customGrains().stream()
        .map(g -> new Tree().put("name", g.name()).put("column_name", g.column()))
        .toList();
  }

  static Tree savedQuery(SavedQuery query, Form form) {
    Tree params =
        new Tree()
            .always("metrics", query.metrics())
            .always("group_by", query.groupBy())
            .put("where", MetricTree.filters(query.filters(), form))
            .put("order_by", query.orderBy())
            .put("limit", query.limit());
    return new Tree()
        .put("name", query.name())
        .put("description", query.description())
        .put("query_params", params)
        .put("exports", query.exports().stream().map(e -> export(e, form)).toList())
        .put("config", use(query.use()));
  }

  private static Tree use(SavedQuery.Use use) {
    return use == SavedQuery.Use.TABLE
        ? new Tree()
        : OwnTree.of(Tree.of("use", ModelTree.lower(use)));
  }

  private static Tree export(SavedQuery.Export export, Form form) {
    Tree config =
        new Tree()
            .put("export_as", export.view() ? "view" : "table")
            .put(form == Form.JSON ? "schema_name" : "schema", export.schema())
            .put("alias", export.alias().equals(export.name()) ? "" : export.alias());
    return new Tree().put("name", export.name()).put("config", config);
  }
}
