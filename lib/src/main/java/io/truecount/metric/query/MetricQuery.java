package io.truecount.metric.query;

import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.sql.Direction;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A query: metrics by dimensions. A query without metrics returns the distinct values of its
 * dimensions.
 *
 * @param minMaxOnly returns only the smallest and largest value of the one dimension
 */
public record MetricQuery(
    List<Requested> metrics,
    List<Group> groupBy,
    List<WhereFilter> where,
    Optional<TimeRange> timeRange,
    List<Order> orderBy,
    Optional<Integer> limit,
    boolean minMaxOnly) {
  public MetricQuery {
    metrics = List.copyOf(metrics);
    groupBy = List.copyOf(groupBy);
    where = List.copyOf(where);
    orderBy = List.copyOf(orderBy);
  }

  /** A queried metric, and the name of its column when it is not the metric's. */
  public record Requested(String metric, Optional<String> alias) {}

  /** A dimension, time or entity, and the name of its column. */
  public record Group(ItemName item, Optional<String> alias) {}

  /** A column of the result to order by; NULLs go last. */
  public record Order(String column, Direction direction) {
    /** Reads a column; a minus before it means descending. */
    public static Order parse(String text) {
      return text.startsWith("-")
          ? new Order(text.substring(1), Direction.DESCENDING)
          : new Order(text, Direction.ASCENDING);
    }
  }

  /** Both ends are included, at the grain of the metric's time. */
  public record TimeRange(LocalDateTime from, LocalDateTime to) {
    private static final LocalDateTime FIRST = LocalDateTime.of(1, 1, 1, 0, 0);
    private static final LocalDateTime LAST = LocalDateTime.of(9999, 12, 31, 23, 59);

    /** A range that may be open at one end; none when it is open at both. */
    public static Optional<TimeRange> of(Optional<LocalDateTime> from, Optional<LocalDateTime> to) {
      return from.isEmpty() && to.isEmpty()
          ? Optional.empty()
          : Optional.of(new TimeRange(from.orElse(FIRST), to.orElse(LAST)));
    }
  }

  /** These metrics by these items, without filters, time range, order or limit. */
  public static MetricQuery of(List<String> metrics, List<ItemName> groupBy) {
    return new MetricQuery(
        metrics.stream().map(m -> new Requested(m, Optional.empty())).toList(),
        groupBy.stream().map(i -> new Group(i, Optional.empty())).toList(),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        false);
  }

  public MetricQuery where(List<WhereFilter> filters) {
    return new MetricQuery(metrics, groupBy, filters, timeRange, orderBy, limit, minMaxOnly);
  }

  public MetricQuery between(TimeRange range) {
    return new MetricQuery(metrics, groupBy, where, Optional.of(range), orderBy, limit, minMaxOnly);
  }

  public MetricQuery ordered(List<Order> orders, Optional<Integer> rows) {
    return new MetricQuery(metrics, groupBy, where, timeRange, orders, rows, minMaxOnly);
  }

  /** This query, narrowed by another's filters and range, in its order and up to its limit. */
  public MetricQuery narrowed(MetricQuery other) {
    List<WhereFilter> filters = new ArrayList<>(where);
    filters.addAll(other.where());
    return new MetricQuery(
        metrics,
        groupBy,
        filters,
        other.timeRange().or(() -> timeRange),
        other.orderBy().isEmpty() ? orderBy : other.orderBy(),
        other.limit().or(() -> limit),
        minMaxOnly || other.minMaxOnly());
  }

  public MetricQuery onlyMinMax() {
    return new MetricQuery(metrics, groupBy, where, timeRange, orderBy, limit, true);
  }
}
