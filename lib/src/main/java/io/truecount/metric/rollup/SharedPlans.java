package io.truecount.metric.rollup;

import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.PlanningContext;
import io.truecount.metric.query.MetricQuery;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans of several queries that read the same rollups.
 *
 * @param plans by the name of the query; they read the views that {@code rollups} are named by
 */
public record SharedPlans(Map<String, Plan> plans, List<Rollup> rollups) {
  /**
   * Plans several queries, whatever they share computed once; the order of the names is kept.
   *
   * @throws io.truecount.error.TruecountException when a query names what is not there or cannot be
   *     answered
   */
  public static SharedPlans of(PlanningContext context, Map<String, MetricQuery> queries) {
    Rollups common = new Rollups(context);
    Planner sharing = Planner.over(context, common);
    Map<String, Plan> plans = new LinkedHashMap<>();
    queries.forEach((name, query) -> plans.put(name, sharing.plan(query)));
    return new SharedPlans(plans, common.build());
  }

  public SharedPlans {
    plans = Collections.unmodifiableMap(new LinkedHashMap<>(plans));
    rollups = List.copyOf(rollups);
  }

  /**
   * The plan of one of the queries.
   *
   * @throws IllegalArgumentException when none has this name
   */
  public Plan plan(String name) {
    Plan plan = plans.get(name);
    if (plan == null) {
      throw new IllegalArgumentException("Invalid query: %s (not planned)".formatted(name));
    }
    return plan;
  }
}
