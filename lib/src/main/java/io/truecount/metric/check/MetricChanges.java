package io.truecount.metric.check;

import io.truecount.error.TruecountException;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds metrics whose meaning has changed. The meaning of a metric is its SQL: a change of anything
 * that it is computed from, such as another metric, a model, a filter or a time spine, changes it;
 * a new description or formatting does not.
 */
public final class MetricChanges {
  private MetricChanges() {}

  /** How a metric differs from before. */
  public enum Change {
    ADDED,
    REMOVED,
    CHANGED,
    SAME
  }

  /** Every metric of either side, by name. */
  public static SortedMap<String, Change> between(Planner before, Planner after) {
    TreeSet<String> names = new TreeSet<>(before.manifest().metricNames());
    names.addAll(after.manifest().metricNames());
    SortedMap<String, Change> result = new TreeMap<>();
    names.forEach(name -> result.put(name, change(name, before, after)));
    return result;
  }

  private static Change change(String name, Planner before, Planner after) {
    if (before.manifest().metric(name).isEmpty()) {
      return Change.ADDED;
    } else if (after.manifest().metric(name).isEmpty()) {
      return Change.REMOVED;
    }
    return meaning(name, before).equals(meaning(name, after)) ? Change.SAME : Change.CHANGED;
  }

  private static String meaning(String name, Planner planner) {
    ItemName time = ItemName.parse(ItemName.METRIC_TIME, planner.manifest());
    try {
      return planner
          .plan(MetricQuery.of(List.of(name), List.of(time)))
          .sql(Dialect.SPARK, TableNames.qualified());
    } catch (TruecountException e) {
      return e.problems().stream().map(p -> p.what()).toList().toString();
    }
  }
}
