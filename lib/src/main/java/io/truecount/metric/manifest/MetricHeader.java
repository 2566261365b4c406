package io.truecount.metric.manifest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every metric has.
 *
 * @param label for people; empty when it is the name
 * @param timeGrain the grain of metric_time when a query names none
 */
public record MetricHeader(
    String name,
    String description,
    String label,
    List<WhereFilter> filters,
    Optional<String> timeGrain,
    String where) {
  public MetricHeader {
    label = label.equals(name) ? "" : label;
    filters = List.copyOf(filters);
  }

  public MetricHeader named(String other) {
    return new MetricHeader(other, description, label, filters, timeGrain, where);
  }

  /** Whether two headers are equal except for their file and line. */
  public boolean saysTheSame(MetricHeader other) {
    return new MetricHeader(name, description, label, filters, timeGrain, other.where)
        .equals(other);
  }

  MetricHeader and(List<WhereFilter> more) {
    return with(Stream.concat(filters.stream(), more.stream()).toList());
  }

  MetricHeader with(List<WhereFilter> others) {
    return new MetricHeader(name, description, label, others, timeGrain, where);
  }
}
