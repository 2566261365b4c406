package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Entity;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.Expressions;
import io.truecount.metric.plan.GroupByItem.Hop;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.ExprWriter;
import io.truecount.metric.sql.TimeExpr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes metric views, version 0.1: one for each semantic model that metrics aggregate, with the
 * models that are one join away. Spark can create them from version 4.2 on; Spark 4.1 has no metric
 * views.
 */
final class MetricViews {
  private static final String SOURCE = "source";
  private static final ExprWriter SQL = new ExprWriter(Dialect.SPARK);

  private final Manifest manifest;
  private final Expressions expressions;
  private final List<String> losses = new ArrayList<>();

  private MetricViews(Manifest manifest) {
    this.manifest = manifest;
    this.expressions = new Expressions(manifest, (root, path) -> relation(path));
  }

  static Exported export(Manifest manifest) {
    MetricViews views = new MetricViews(manifest);
    Map<SemanticModel, List<Tree>> measures = views.measures();
    Map<String, String> files = new LinkedHashMap<>();
    measures.forEach(
        (model, own) -> files.put(model.name() + ".yml", Texts.yaml(views.view(model, own))));
    if (!manifest.spines().isEmpty()) {
      views.losses.add("time spines: metric views have none");
    }
    manifest
        .savedQueries()
        .forEach(
            q -> views.losses.add("saved query %s: not part of a metric view".formatted(q.name())));
    return new Exported(files, views.losses);
  }

  private static String relation(List<Hop> path) {
    return path.isEmpty() ? SOURCE : path.get(path.size() - 1).target().name();
  }

  private Map<SemanticModel, List<Tree>> measures() {
    Map<SemanticModel, List<Tree>> result = new LinkedHashMap<>();
    for (Metric metric : manifest.metrics()) {
      Expressions.Expression found = expressions.of(metric);
      if (found.expr().isEmpty()) {
        lost(metric, found.loss());
      } else if (found.models().size() != 1) {
        lost(metric, "it is made of rows of several models");
      } else if (!found.joinPaths().stream()
          .allMatch(joined(found.models().iterator().next())::contains)) {
        lost(metric, "it filters by a model that no join of the view reaches");
      } else {
        Expr expr = found.expr().get();
        result
            .computeIfAbsent(found.models().iterator().next(), m -> new ArrayList<>())
            .add(new Tree().put("name", metric.name()).put("expr", SQL.sql(expr)));
      }
    }
    return result;
  }

  private void lost(Metric metric, String why) {
    losses.add("metric %s: %s".formatted(metric.name(), why));
  }

  private Tree view(SemanticModel model, List<Tree> measures) {
    List<List<Hop>> joinPaths = joined(model);
    List<Tree> dimensions = new ArrayList<>(dimensions(model, List.of()));
    joinPaths.forEach(joinPath -> dimensions.addAll(dimensions(model, joinPath)));
    return new Tree()
        .put("version", "0.1")
        .put("source", model.table().toString())
        .put("joins", joinPaths.stream().map(joinPath -> join(model, joinPath.get(0))).toList())
        .put("dimensions", dimensions)
        .put("measures", measures);
  }

  /** The models one join away, each by one key; a table of versions cannot be joined. */
  private List<List<Hop>> joined(SemanticModel model) {
    List<List<Hop>> result = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (List<Hop> joinPath : expressions.joinPaths(model, 1)) {
      boolean versioned = joinPath.get(0).target().validity(Dimension.Validity.START).isPresent();
      if (!versioned && names.add(joinPath.get(0).target().name())) {
        result.add(joinPath);
      }
    }
    return result;
  }

  private Tree join(SemanticModel model, Hop hop) {
    Entity from = model.entity(hop.entity()).orElseThrow();
    Entity to = hop.target().entity(hop.entity()).orElseThrow();
    Expr on =
        Expr.equal(
            expressions.column(model, List.of(), from.sql(), from.where()),
            expressions.column(model, List.of(hop), to.sql(), to.where()));
    return new Tree()
        .put("name", hop.target().name())
        .put("source", hop.target().table().toString())
        .put("on", SQL.sql(on));
  }

  private List<Tree> dimensions(SemanticModel root, List<Hop> joinPath) {
    SemanticModel model = joinPath.isEmpty() ? root : joinPath.get(0).target();
    String prefix =
        joinPath.isEmpty()
            ? root.localLinks().stream().findFirst().orElse("")
            : joinPath.get(0).entity();
    List<Tree> result = new ArrayList<>();
    for (Dimension dimension : model.dimensions()) {
      Expr value = expressions.column(root, joinPath, dimension.sql(), dimension.where());
      Expr expr =
          dimension
              .grain()
              .map(g -> (Expr) new TimeExpr.Trunc(g, new Expr.Cast(value, "TIMESTAMP")))
              .orElse(value);
      result.add(
          new Tree().put("name", prefix + "__" + dimension.name()).put("expr", SQL.sql(expr)));
    }
    return result;
  }
}
