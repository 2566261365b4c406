package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Measure;

/**
 * Names aggregations as dbt does. A manifest has sums and percentiles where YAML has counts, sums
 * of truth values and medians, because dbt rewrites these for MetricFlow.
 */
final class DbtAggregation {
  private DbtAggregation() {}

  /** The name of an aggregation in dbt's YAML. */
  static String name(Aggregation aggregation) {
    return ModelTree.lower(
        aggregation == Aggregation.APPROXIMATE_COUNT_DISTINCT
            ? Aggregation.COUNT_DISTINCT
            : aggregation);
  }

  /**
   * The setting below {@code config.meta} of an aggregation that dbt has no name for; empty for
   * others.
   */
  static Tree own(Measure measure) {
    return measure.aggregation() == Aggregation.APPROXIMATE_COUNT_DISTINCT
        ? own(measure.aggregation())
        : new Tree();
  }

  static Tree own(Aggregation aggregation) {
    return Tree.of("agg", ModelTree.lower(aggregation));
  }

  /** Whether a manifest has another aggregation in its place. */
  static boolean isReworded(Measure measure) {
    return !reworded(measure).equals(ModelTree.lower(measure.aggregation()));
  }

  /** The aggregation that a manifest has. */
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

  /** The percentile of a percentile or median. */
  static Tree percentile(Measure measure) {
    return measure.aggregation() == Aggregation.MEDIAN
        ? new Tree().put("percentile", Measure.Percentile.NONE.fraction())
        : ModelTree.percentile(measure);
  }
}
