package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Measure;

/**
 * The words for an aggregation. MetricFlow computes from a manifest where dbt has already put sums
 * and percentiles in the place of counts, sums of truth values, and medians.
 */
final class DbtAggregation {
  private DbtAggregation() {}

  /** The aggregation by a name that dbt knows. */
  static String name(Aggregation aggregation) {
    return ModelTree.lower(
        aggregation == Aggregation.APPROXIMATE_COUNT_DISTINCT
            ? Aggregation.COUNT_DISTINCT
            : aggregation);
  }

  /** What dbt has no word for, kept where dbt leaves room. */
  static Tree own(Measure measure) {
    return measure.aggregation() == Aggregation.APPROXIMATE_COUNT_DISTINCT
        ? own(measure.aggregation())
        : new Tree();
  }

  static Tree own(Aggregation aggregation) {
    return Tree.of("agg", ModelTree.lower(aggregation));
  }

  /** Whether MetricFlow wants it in other words. */
  static boolean isReworded(Measure measure) {
    return !reworded(measure).equals(ModelTree.lower(measure.aggregation()));
  }

  /** The aggregation that MetricFlow computes. */
  static String reworded(Measure measure) {
    return switch (measure.aggregation()) {
      case COUNT, SUM_BOOLEAN -> "sum";
      case MEDIAN -> "percentile";
      default -> name(measure.aggregation());
    };
  }

  /** The expression that goes with {@link #reworded}. */
  static String expr(Measure measure) {
    String sql = measure.sql();
    String operand = sql.matches("\\w+") ? sql : "(" + sql + ")";
    return switch (measure.aggregation()) {
      case COUNT ->
          isOne(sql) ? sql : "CASE WHEN %s IS NOT NULL THEN 1 ELSE 0 END".formatted(operand);
      case SUM_BOOLEAN -> "CAST(%s AS INT)".formatted(sql);
      default -> sql;
    };
  }

  private static boolean isOne(String sql) {
    return sql.strip().equals("1");
  }

  /** Which percentile; of a median the one in the middle. */
  static Tree percentile(Measure measure) {
    return measure.aggregation() == Aggregation.MEDIAN
        ? new Tree().put("percentile", Measure.Percentile.NONE.fraction())
        : ModelTree.percentile(measure);
  }
}
