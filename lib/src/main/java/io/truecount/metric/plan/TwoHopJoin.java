package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.GroupByItem.Hop;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins two models as MetricFlow does: to each other first, then to the rows. This differs from one
 * join after the other when the second model has no row of the partition or version of the rows:
 * the columns of the first model are NULL then, too.
 *
 * <pre>
 *   rows        customers             regions           gives   customer | country | name
 *   customer    customer | country    country | name            c1       | DE      | Europe
 *   c1          c1       | DE         DE      | Europe          c2       | FR      | NULL
 *   c2          c2       | FR
 * </pre>
 */
final class TwoHopJoin {
  private static final String SECOND = "_2";

  private final Rows rows;
  private final List<Hop> path;
  private final List<Hop> first;
  private final String versionTime;
  private final SemanticModel near;
  private final SemanticModel far;

  TwoHopJoin(Rows rows, List<Hop> path, String versionTime) {
    this.rows = rows;
    this.path = path;
    this.first = path.subList(0, 1);
    this.versionTime = versionTime;
    this.near = path.get(0).target();
    this.far = path.get(1).target();
  }

  PlanNode joined(PlanNode input) {
    List<Named> nearColumns = new ArrayList<>();
    List<Expr> outer = new ArrayList<>();
    key(path.get(0), "", nearColumns);
    outer.add(equal(rows.keys().key(List.of(), path.get(0).entity()), Rows.MATCH));
    partitions(first, "", nearColumns, outer);
    Versions.join(near, versionTime, "", nearColumns, outer);
    rows.wanted(first).forEach((name, value) -> nearColumns.add(new Named(name, value)));

    List<Named> farColumns = new ArrayList<>();
    List<Expr> inner = new ArrayList<>();
    key(path.get(1), SECOND, farColumns);
    inner.add(equal(rows.keys().key(first, path.get(1).entity()), Rows.MATCH + SECOND));
    partitions(path, SECOND, farColumns, outer);
    sharedPartitions(nearColumns, farColumns, inner);
    Versions.join(far, versionTime, SECOND, farColumns, outer);
    rows.wanted(path).forEach((name, value) -> farColumns.add(new Named(name, value)));

    PlanNode both = both(nearColumns, farColumns, inner);
    List<Named> values = new ArrayList<>(Named.of(Join.LEFT, input.columns()));
    rows.wanted(first).keySet().forEach(c -> values.add(Named.of(Join.RIGHT, c)));
    rows.wanted(path).keySet().forEach(c -> values.add(Named.of(Join.RIGHT, c)));
    return join("join %s and %s".formatted(near.name(), far.name()), input, both, outer, values);
  }

  private PlanNode both(List<Named> nearColumns, List<Named> farColumns, List<Expr> inner) {
    List<Named> values = new ArrayList<>();
    nearColumns.forEach(c -> values.add(Named.of(Join.LEFT, c.name())));
    farColumns.forEach(c -> values.add(Named.of(Join.RIGHT, c.name())));
    String purpose = "join %s to %s".formatted(far.name(), near.name());
    return join(purpose, read(near, nearColumns), read(far, farColumns), inner, values);
  }

  private static PlanNode read(SemanticModel model, List<Named> columns) {
    return Read.of("rows of " + model.name(), model.table(), columns);
  }

  private static PlanNode join(
      String purpose, PlanNode left, PlanNode right, List<Expr> on, List<Named> values) {
    return Join.on(purpose, JoinKind.LEFT, left, right, Expr.and(on), values);
  }

  private static void key(Hop hop, String suffix, List<Named> columns) {
    hop.target()
        .entity(hop.entity())
        .ifPresent(
            e -> columns.add(new Named(Rows.MATCH + suffix, SourceColumns.of(e.sql(), e.where()))));
  }

  /** Adds the partition dimensions that the model shares with the rows. */
  private void partitions(List<Hop> to, String suffix, List<Named> columns, List<Expr> on) {
    rows.keys()
        .partitions(to)
        .forEach(
            (name, from) -> {
              if (from.isEmpty()) {
                String match = "%s_%s%s".formatted(Rows.MATCH, name, suffix);
                Dimension dimension = rows.keys().model(to).dimension(name).orElseThrow();
                columns.add(new Named(match, SourceColumns.partition(dimension)));
                on.add(equal(rows.keys().partition(from, name), match));
              }
            });
  }

  private void sharedPartitions(List<Named> nearColumns, List<Named> farColumns, List<Expr> inner) {
    for (Dimension dimension : far.dimensions()) {
      Optional<Dimension> same =
          near.dimension(dimension.name()).filter(d -> d.partition() && dimension.partition());
      if (same.isPresent()) {
        String nearName = "__near_" + dimension.name();
        String farName = "__far_" + dimension.name();
        nearColumns.add(new Named(nearName, SourceColumns.partition(same.get())));
        farColumns.add(new Named(farName, SourceColumns.partition(dimension)));
        inner.add(equal(nearName, farName));
      }
    }
  }

  private static Expr equal(String left, String right) {
    return Join.equal(left, right);
  }
}
