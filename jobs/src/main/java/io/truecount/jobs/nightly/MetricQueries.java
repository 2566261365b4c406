package io.truecount.jobs.nightly;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.SavedQueries;
import io.truecount.metric.rollup.SharedPlans;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a nightly asks of a project's metrics. */
public final class MetricQueries {
  /** Every metric that has a total, over all time: one row. */
  static final String WHOLE = "whole";

  /** Every metric that has days, by day. */
  static final String DAILY = "daily";

  public static final String DAY = "metric_time__day";
  private static final String SAVED = "saved query ";

  private MetricQueries() {}

  /** The plans of all queries, whatever they share computed once. */
  static SharedPlans plans(Planner planner) {
    Manifest manifest = planner.manifest();
    Map<String, MetricQuery> queries = new LinkedHashMap<>();
    List<String> whole = whole(planner);
    if (!whole.isEmpty()) {
      queries.put(WHOLE, query(whole, List.of(), manifest));
    }
    List<String> daily = daily(planner);
    if (!daily.isEmpty()) {
      queries.put(DAILY, query(daily, List.of(DAY), manifest));
    }
    for (SavedQuery saved : manifest.savedQueries()) {
      if (!saved.exports().isEmpty()) {
        queries.put(name(saved), SavedQueries.query(manifest, saved));
      }
    }
    return SharedPlans.of(planner.context(), queries);
  }

  static String name(SavedQuery saved) {
    return SAVED + saved.name();
  }

  /** A metric that has a value only at a time has no total. */
  static List<String> whole(Planner planner) {
    return planner.manifest().metricNames().stream().filter(planner::canBeTotalled).toList();
  }

  /** Metrics whose time is coarser than a day have no daily values. */
  public static List<String> daily(Planner planner) {
    return planner.manifest().metricNames().stream().filter(planner::hasDays).toList();
  }

  public static MetricQuery query(List<String> metrics, List<String> groupBy, Manifest manifest) {
    return MetricQuery.of(metrics, groupBy.stream().map(g -> ItemName.parse(g, manifest)).toList());
  }
}
