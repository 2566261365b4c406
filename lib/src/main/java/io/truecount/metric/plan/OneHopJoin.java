package io.truecount.metric.plan;

import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.GroupByItem.Hop;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Joins one more model to the rows, by a key of which that model has at most one row.
 *
 * <pre>
 *   rows                    customers                gives   customer | amount | country
 *   customer | amount       customer | country               c1       | 10     | DE
 *   c1       | 10           c1       | DE                    c1       | 20     | DE
 *   c1       | 20                                            c2       | 5      | NULL
 *   c2       | 5
 * </pre>
 */
final class OneHopJoin {
  private final Rows rows;
  private final List<Hop> path;
  private final String versionTime;
  private final Hop hop;
  private final SemanticModel target;

  OneHopJoin(Rows rows, List<Hop> path, String versionTime) {
    this.rows = rows;
    this.path = path;
    this.versionTime = versionTime;
    this.hop = path.get(path.size() - 1);
    this.target = hop.target();
  }

  PlanNode joined(PlanNode input) {
    List<Named> right = new ArrayList<>();
    List<Expr> on = new ArrayList<>();
    key(right, on);
    partitions(right, on);
    Versions.join(target, versionTime, "", right, on);
    Map<String, Expr> wanted = rows.wanted(path);
    wanted.forEach((name, value) -> right.add(new Named(name, value)));
    List<Named> values = new ArrayList<>(Named.of(Join.LEFT, input.columns()));
    wanted.keySet().forEach(name -> values.add(Named.of(Join.RIGHT, name)));
    PlanNode read = Read.of("rows of " + target.name(), target.table(), right);
    return Join.on(
        "join %s by %s".formatted(target.name(), hop.entity()),
        rows.joinKind(),
        input,
        read,
        Expr.and(on),
        values);
  }

  private void key(List<Named> right, List<Expr> on) {
    target
        .entity(hop.entity())
        .ifPresent(e -> right.add(new Named(Rows.MATCH, SourceColumns.of(e.sql(), e.where()))));
    on.add(equal(rows.keys().key(path.subList(0, path.size() - 1), hop.entity()), Rows.MATCH));
  }

  private void partitions(List<Named> right, List<Expr> on) {
    rows.keys()
        .partitions(path)
        .forEach(
            (dimension, from) -> {
              String match = Rows.MATCH + "_" + dimension;
              target
                  .dimension(dimension)
                  .ifPresent(d -> right.add(new Named(match, SourceColumns.partition(d))));
              on.add(equal(rows.keys().partition(from, dimension), match));
            });
  }

  private static Expr equal(String left, String right) {
    return Join.equal(left, right);
  }
}
