package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.sql.Expr;
import java.util.Map;
import java.util.Optional;

/** Aggregates of parts of a model's rows, from which those of many parts are merged. */
public interface PartialAggregates {
  /**
   * The parts of measures over equal rows, by the columns of a scope.
   *
   * @param rows of these measures
   * @param inputs by the column of each
   * @return none when the measures must be computed from rows
   */
  Optional<PlanNode> read(
      RowPlanner rows, Scope scope, Map<String, AggregatedInput.Measured> inputs);

  /** The value of all parts together, over columns that {@link #read} has named. */
  Expr merged(Aggregation aggregation, String column);
}
