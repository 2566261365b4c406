package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Entity;
import io.truecount.metric.manifest.EntityType;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.Expressions;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.ExprWriter;
import io.truecount.metric.sql.Fragment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes Apache Ossie: datasets, relationships and metrics as expressions. All definitions are also
 * in a custom extension, so that nothing is lost when they are read again; the losses are what a
 * tool that reads only Ossie does not see.
 *
 * @see <a href="https://github.com/apache/ossie">Apache Ossie, core specification 0.2.0.dev0</a>
 */
final class OssieWriter {
  private static final String VERSION = "0.2.0.dev0";

  private final Manifest manifest;
  private final Expressions expressions;
  private final List<String> losses = new ArrayList<>();

  private OssieWriter(Manifest manifest) {
    this.manifest = manifest;
    this.expressions =
        new Expressions(
            manifest,
            (root, path) ->
                path.isEmpty() ? root.name() : path.get(path.size() - 1).target().name());
  }

  static Exported export(Manifest manifest) {
    OssieWriter writer = new OssieWriter(manifest);
    Tree tree =
        new Tree()
            .put("version", VERSION)
            .put("name", "truecount")
            .put("description", "Metric definitions of a Truecount project.")
            .always("datasets", manifest.models().stream().map(writer::dataset).toList())
            .put("relationships", writer.relationships())
            .put("metrics", writer.metrics())
            .put("custom_extensions", List.of(writer.extension()));
    if (!manifest.spines().isEmpty()) {
      writer.losses.add("time spines are in the custom extension only");
    }
    manifest
        .savedQueries()
        .forEach(q -> writer.losses.add("saved query %s: extension only".formatted(q.name())));
    return new Exported(Map.of("ossie.yml", Texts.yaml(tree)), writer.losses);
  }

  private Tree extension() {
    return new Tree()
        .put("vendor_name", ManifestReader.OSSIE_VENDOR)
        .put("data", Texts.jsonLine(ManifestTree.of(manifest, Form.JSON)));
  }

  private Tree dataset(SemanticModel model) {
    Map<String, Tree> fields = new LinkedHashMap<>();
    model.entities().forEach(e -> fields.put(e.name(), field(e.name(), e.sql(), e.where())));
    for (Dimension d : model.dimensions()) {
      fields.put(
          d.name(),
          field(d.name(), d.sql(), d.where())
              .put("description", d.description())
              .put("dimension", new Tree().always("is_time", d.isTime())));
      if (d.validity() != Dimension.Validity.NONE || d.partition()) {
        losses.add(
            "dimension %s of %s: %s is not known to Ossie"
                .formatted(d.name(), model.name(), d.partition() ? "a partition" : "validity"));
      }
    }
    return new Tree()
        .put("name", model.name())
        .put("source", model.table().toString())
        .put("primary_key", keys(model, EntityType.PRIMARY).stream().limit(1).toList())
        .put("unique_keys", keys(model, EntityType.UNIQUE).stream().map(List::of).toList())
        .put("description", model.description())
        .put("fields", List.copyOf(fields.values()));
  }

  /** Whether an entity is a key in Ossie: a column, not an expression. */
  private static List<String> keys(SemanticModel model, EntityType type) {
    return model.entities().stream()
        .filter(e -> e.type() == type && isColumn(e))
        .map(Entity::sql)
        .toList();
  }

  private static boolean isColumn(Entity entity) {
    return Fragment.parse(entity.sql(), entity.where()) instanceof Expr.Column;
  }

  private static Tree field(String name, String sql, String where) {
    return new Tree().put("name", name).put("expression", expression(Fragment.parse(sql, where)));
  }

  private static Tree expression(Expr expr) {
    return Tree.of(
        "dialects",
        List.of(
            dialect("ANSI_SQL", Dialect.DUCKDB, expr), dialect("DATABRICKS", Dialect.SPARK, expr)));
  }

  private static Tree dialect(String name, Dialect dialect, Expr expr) {
    return new Tree().put("dialect", name).put("expression", new ExprWriter(dialect).sql(expr));
  }

  private List<Tree> relationships() {
    List<Tree> result = new ArrayList<>();
    for (SemanticModel from : manifest.models()) {
      for (Entity key : from.entities()) {
        manifest.models().stream()
            .filter(to -> !to.equals(from))
            .forEach(to -> to.entity(key.name()).ifPresent(e -> relate(from, key, to, e, result)));
      }
    }
    return result;
  }

  private void relate(
      SemanticModel from, Entity key, SemanticModel to, Entity target, List<Tree> result) {
    if (!target.type().joinable()) {
      return;
    }
    String name = "%s_to_%s_by_%s".formatted(from.name(), to.name(), key.name());
    if (target.type() == EntityType.NATURAL || !isColumn(key) || !isColumn(target)) {
      losses.add("relationship %s: only keys that are plain columns, of one row".formatted(name));
      return;
    }
    result.add(
        new Tree()
            .put("name", name)
            .put("from", from.name())
            .put("to", to.name())
            .put("from_columns", List.of(key.sql()))
            .put("to_columns", List.of(target.sql())));
  }

  private List<Tree> metrics() {
    List<Tree> result = new ArrayList<>();
    for (Metric metric : manifest.metrics()) {
      Expressions.Expression found = expressions.of(metric);
      found
          .expr()
          .ifPresentOrElse(
              expr ->
                  result.add(
                      new Tree()
                          .put("name", metric.name())
                          .put("expression", expression(expr))
                          .put("description", metric.header().description())),
              () ->
                  losses.add(
                      "metric %s: extension only, as %s".formatted(metric.name(), found.loss())));
    }
    return result;
  }
}
