package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension.Validity;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.PlanNode.Join;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.List;

/** Joins to the version of a row that is valid at a time. */
final class Versions {
  private static final String FROM = "__from";
  private static final String TO = "__to";

  private Versions() {}

  /**
   * Adds what a join to a model of versions needs; nothing when it has none. A version is valid
   * from its start up to, and not including, its end.
   *
   * @param time the column on the left that versions are compared with; empty for no comparison
   * @param suffix makes the added columns distinct from those of another model
   */
  static void join(
      SemanticModel target, String time, String suffix, List<Named> right, List<Expr> on) {
    if (target.validity(Validity.START).isEmpty() || time.isEmpty()) {
      return;
    }
    Expr moment = Expr.column(Join.LEFT, time);
    target
        .validity(Validity.START)
        .ifPresent(
            d -> {
              right.add(new Named(FROM + suffix, Rows.moment(d)));
              on.add(new Expr.Infix(">=", List.of(moment, right(FROM + suffix))));
            });
    target
        .validity(Validity.END)
        .ifPresent(
            d -> {
              right.add(new Named(TO + suffix, Rows.moment(d)));
              on.add(before(moment, right(TO + suffix)));
            });
  }

  /** A version without an end is the current one. */
  private static Expr before(Expr moment, Expr end) {
    return new Expr.Infix(
        "OR", List.of(new Expr.Infix("<", List.of(moment, end)), new Expr.Postfix(end, "IS NULL")));
  }

  private static Expr right(String column) {
    return Expr.column(Join.RIGHT, column);
  }
}
