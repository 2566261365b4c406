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
 * Which metrics mean something else than before. A metric means its SQL: whatever it is made of, be
 * it another metric, a model, a filter or a time spine, counts, and a mere rewording does not.
 */
public final class MetricChanges {
  private MetricChanges() {}

  /** What became of a metric. */
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
