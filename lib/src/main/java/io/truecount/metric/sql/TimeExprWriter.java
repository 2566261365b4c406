package io.truecount.metric.sql;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.sql.ExprWriter.Written;

/** Writes expressions over timestamps as SQL text of one dialect. */
final class TimeExprWriter implements TimeExpr.Cases<Written> {
  private final Dialect dialect;
  private final ExprWriter expressions;

  /**
   * @param expressions writes the parts
   */
  TimeExprWriter(Dialect dialect, ExprWriter expressions) {
    this.dialect = dialect;
    this.expressions = expressions;
  }

  @Override
  public Written trunc(TimeExpr.Trunc trunc) {
    return Written.single(
        "date_trunc('%s', %s)".formatted(trunc.grain().name(), expressions.sql(trunc.timestamp())));
  }

  @Override
  public Written part(TimeExpr.Part part) {
    return Written.single(
        "EXTRACT(%s FROM %s)"
            .formatted(dialect.part(part.part()), expressions.sql(part.timestamp())));
  }

  @Override
  public Written shift(TimeExpr.Shift shift) {
    return Written.compound(
        "%s %s %s"
            .formatted(
                expressions.operand(shift.timestamp(), Operator.PLUS),
                shift.count() < 0 ? "-" : "+",
                interval(Math.abs(shift.count()), shift.grain())));
  }

  @Override
  public Written shiftBy(TimeExpr.ShiftBy shift) {
    return Written.compound(
        "%s + (%s) * INTERVAL 1 %s"
            .formatted(
                expressions.operand(shift.timestamp(), Operator.PLUS),
                expressions.sql(shift.count()),
                shift.grain().name()));
  }

  @Override
  public Written series(TimeExpr.Series series) {
    return Written.single(
        dialect.series(
            expressions.sql(series.first()),
            expressions.sql(series.last()),
            interval(1, series.grain())));
  }

  /** Neither engine has intervals of quarters, and microseconds are the finest that both have. */
  private static String interval(int count, Grain grain) {
    return "INTERVAL "
        + switch (grain) {
          case QUARTER -> 3 * count + " MONTH";
          case NANOSECOND -> Math.max(1, count / 1000) + " MICROSECOND";
          default -> count + " " + grain.name();
        };
  }
}
