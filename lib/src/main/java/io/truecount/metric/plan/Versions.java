package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension.Validity;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Select.Named;
import java.util.List;

/**
 * Adds the conditions of a join to a model of versions, so that the version that is valid at the
 * time of each row is found.
 *
 * <pre>
 *   rows               versions                      gives   day   | price
 *   day   | product    product | from  | to    | price       1 May | 10
 *   1 May | p          p       | 1 Apr | 2 May | 10          2 May | 12
 *   2 May | p          p       | 2 May | NULL  | 12
 * </pre>
 */
final class Versions {
  private static final String FROM = "__from";
  private static final String TO = "__to";

  private Versions() {}

  /**
   * Adds the columns and conditions of the join; none when the model has no versions. A version is
   * valid from its start up to, and not including, its end.
   *
   * @param time the column of the rows that versions are compared with; empty for no comparison
   * @param suffix makes the added columns distinct from those of another model
   */
  static void join(
      SemanticModel target, String time, String suffix, List<Named> right, List<Expr> on) {
    if (target.validity(Validity.START).isEmpty() || time.isEmpty()) {
      return;
    }
    Expr timestamp = Join.left(time);
    target
        .validity(Validity.START)
        .ifPresent(
            d -> {
              right.add(new Named(FROM + suffix, SourceColumns.timestamp(d)));
              on.add(Expr.infix(timestamp, Operator.GREATER_OR_EQUAL, Join.right(FROM + suffix)));
            });
    target
        .validity(Validity.END)
        .ifPresent(
            d -> {
              right.add(new Named(TO + suffix, SourceColumns.timestamp(d)));
              on.add(before(timestamp, Join.right(TO + suffix)));
            });
  }

  /** Whether a time is before the end of a version; the current version has no end. */
  private static Expr before(Expr timestamp, Expr end) {
    return Expr.infix(Expr.infix(timestamp, Operator.LESS, end), Operator.OR, Expr.isNull(end));
  }
}
