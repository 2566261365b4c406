package io.truecount.jobs.release;

import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.rollup.Rollup;
import io.truecount.metric.rollup.RollupViews;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs one query over the views of a session. */
public final class QueryRun {
  private static final String QUERY = "query";

  private QueryRun() {}

  /**
   * The rows of the answer: by one statement, or from rollups where that saves passes over a
   * source. What the rollups hold is kept until the session ends.
   */
  public static Dataset<Row> rows(SparkSession spark, Planner planner, MetricQuery query) {
    SharedPlans shared = SharedPlans.of(planner.context(), Map.of(QUERY, query));
    boolean worthwhile =
        !shared.rollups().isEmpty() && shared.rollups().stream().allMatch(Rollup::isWorthwhile);
    Plan plan = worthwhile ? shared.plan(QUERY) : planner.plan(query);
    if (worthwhile) {
      RollupViews.register(spark, shared.rollups());
    }
    return spark.sql(plan.sql(Dialect.SPARK, TableNames.bare()));
  }
}
