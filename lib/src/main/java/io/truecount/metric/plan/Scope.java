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
 */
public record Scope(Map<String, ItemName> groups, Optional<TimeRange> range) {
  public List<String> columns() {
    return List.copyOf(groups.keySet());
  }

  Scope with(Map<String, ItemName> more) {
    Map<String, ItemName> all = new LinkedHashMap<>(groups);
    all.putAll(more);
    return new Scope(all, range);
  }

  Scope withoutRange() {
    return new Scope(groups, Optional.empty());
  }
}
