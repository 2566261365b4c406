package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.sql.Expr;
import java.util.Map;
import java.util.Optional;

/**
 * Partial aggregates that a planner may read instead of rows: aggregates of each day of a model's
 * rows, from which the aggregates of longer periods are merged.
 */
public interface PartialAggregates {
  /**
   * Plans the partial aggregates of measures over the same rows, by the columns of a scope.
   *
   * @param rows plans the rows of these measures
   * @param inputs the measures by the names of their columns
   * @return empty when the measures must be computed from rows
   */
  Optional<PlanNode> read(
      RowPlanner rows, Scope scope, Map<String, AggregatedInput.Measured> inputs);

  /** The expression that merges partial aggregates, over columns that {@link #read} has named. */
  Expr merged(Aggregation aggregation, String column);
}
