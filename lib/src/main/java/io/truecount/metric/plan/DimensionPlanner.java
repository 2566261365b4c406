package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.MetricQuery.TimeRange;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans a query without metrics: the distinct values of its dimensions. They are read from the
 * model that reaches all of them over the fewest joins, with full outer joins, so that values
 * without a counterpart appear too. metric_time is read from the time spine.
 *
 * <pre>
 *   orders                   customers                gives
 *   customer | channel       customer | country       channel | country
 *   c1       | web           c1       | DE            web     | DE
 *   c1       | web           c2       | FR            NULL    | FR
 * </pre>
 */
final class DimensionPlanner {
  private static final String SPINE_TIME = "__spine_time";

  private final PlanningContext context;
  private final MetricValues metricValues;

  /**
   * @param metricValues plans the metrics that filters name
   */
  DimensionPlanner(PlanningContext context, MetricValues metricValues) {
    this.context = context;
    this.metricValues = metricValues;
  }

  PlanNode plan(MetricQuery query, List<Filter> filters) {
    DimensionSource from = new DimensionSources(context).find(query, filters);
    Map<String, GroupByItem.Unit> times = new LinkedHashMap<>();
    from.columns()
        .items()
        .forEach(
            (column, item) -> {
              if (item instanceof GroupByItem.Time time && time.name().isMetricTime()) {
                times.put(column, time.unit());
              }
            });
    PlanNode rows = rows(from, times);
    List<Expr> conditions =
        new ArrayList<>(
            from.columns().conditions().stream().map(FilterColumns.Condition::expr).toList());
    if (!times.isEmpty()) {
      query
          .timeRange()
          .ifPresent(r -> conditions.add(TimeRanges.between(SPINE_TIME, widened(r, query))));
    }
    PlanNode distinct =
        Transform.distinct(
            "distinct values", rows, Named.same(from.outputs()), Expr.allOf(conditions));
    return query.minMaxOnly() ? minMax(distinct) : distinct;
  }

  private TimeRange widened(TimeRange range, MetricQuery query) {
    Grain grain =
        TimeRanges.finest(
                query.groupBy().stream()
                    .map(MetricQuery.Group::item)
                    .filter(ItemName::isMetricTime),
                context.spines())
            .orElse(Grain.DAY);
    return TimeRanges.widened(range, grain, context.semantics().rangeEnd());
  }

  private PlanNode rows(DimensionSource from, Map<String, GroupByItem.Unit> times) {
    Optional<PlanNode> spine =
        times.isEmpty()
            ? Optional.empty()
            : Optional.of(
                TimeColumns.added(
                    context
                        .spines(allInputs())
                        .values(SpinePeriods.finest(context, Optional.empty(), times), SPINE_TIME),
                    SPINE_TIME,
                    times,
                    context.spines()));
    if (from.model().isEmpty()) {
      return spine.orElseThrow();
    }
    Rows rows =
        new Rows(
            from.model().get(), Optional.empty(), JoinKind.FULL_OUTER, context.semantics().joins());
    from.columns()
        .items()
        .forEach(
            (column, item) -> {
              if (!times.containsKey(column)) {
                rows.need(column, item);
              }
            });
    PlanNode source = rows.source(Semantics.NullTimes.COUNT, Optional.empty());
    PlanNode timed =
        spine
            .map(m -> (PlanNode) Join.cross("every moment of the time spine", source, m))
            .orElse(source);
    PlanNode result = rows.joined(timed, spine.isPresent() ? SPINE_TIME : "", context.spines());
    return new MetricJoins(context, metricValues, JoinKind.FULL_OUTER, Optional.empty())
        .joined(result, from.columns().metrics());
  }

  /** Every measure of the project: the built-in spine covers the times of all of them. */
  private List<MeasureInput> allInputs() {
    return context.manifest().metrics().stream()
        .flatMap(metric -> context.inputs(metric).stream())
        .toList();
  }

  private static PlanNode minMax(PlanNode distinct) {
    List<Named> values = new ArrayList<>();
    for (String column : distinct.columns()) {
      values.add(new Named(column + "__min", extreme(Aggregation.MIN, column)));
      values.add(new Named(column + "__max", extreme(Aggregation.MAX, column)));
    }
    return new Aggregate("smallest and largest value", distinct, List.of(), values);
  }

  private static Expr extreme(Aggregation aggregation, String column) {
    return new Expr.Aggregate(Aggregator.of(aggregation), Expr.column(column), Optional.empty());
  }
}
