package io.truecount.metric.plan;

import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery.TimeRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every metric of a query is grouped by, and its time range.
 *
 * @param groups the items by the names of their columns
 * @param period of metrics at an instant; empty for all others
 */
public record Scope(
    Map<String, ItemName> groups, Optional<TimeRange> range, Optional<ExactPeriod> period) {
  public Scope(Map<String, ItemName> groups, Optional<TimeRange> range) {
    this(groups, range, Optional.empty());
  }

  public List<String> columns() {
    return List.copyOf(groups.keySet());
  }

  Scope with(Map<String, ItemName> more) {
    Map<String, ItemName> all = new LinkedHashMap<>(groups);
    all.putAll(more);
    return new Scope(all, range, period);
  }

  Scope withoutRange() {
    return new Scope(groups, Optional.empty(), period);
  }
}
