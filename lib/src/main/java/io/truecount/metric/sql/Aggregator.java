package io.truecount.metric.sql;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Measure.Percentile;

/**
 * An aggregation with its parameters.
 *
 * @param distinct how values are counted distinct; of no meaning for other aggregations
 */
public record Aggregator(Aggregation aggregation, Percentile percentile, Distinct distinct) {
  /** How an engine counts distinct values, where it can choose. */
  public enum Distinct {
    /** By grouping rows by the value: for few counts of many values. Spark copies rows for each. */
    BY_ROWS,
    /** By a set for each group: for many counts of few values in a group. */
    BY_SET
  }

  /** Counts distinct values by a set for each group. */
  public static final Aggregator DISTINCT_BY_SET =
      new Aggregator(Aggregation.COUNT_DISTINCT, Percentile.NONE, Distinct.BY_SET);

  public Aggregator(Aggregation aggregation, Percentile percentile) {
    this(aggregation, percentile, Distinct.BY_ROWS);
  }

  public static Aggregator of(Aggregation aggregation) {
    return new Aggregator(aggregation, Percentile.NONE);
  }
}
