package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a metric is for each customer at as_of.
 *
 * @param within only rows of this window count; empty for all before as_of, or for the window that
 *     the metric has itself
 * @param where filters in dbt's language; all of them hold
 */
public record MetricValue(String metric, Optional<Window> within, List<String> where) {
  public MetricValue {
    requireNonNull(metric);
    requireNonNull(within);
    where = List.copyOf(where);
  }
}
