package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.Metric.PeriodAggregation;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Direction;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Frame;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Over;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans the aggregation of measures that have the same rows.
 *
 * <pre>
 *   orders                      gives   country | orders | revenue
 *   country | amount                    DE      | 2      | 30
 *   DE      | 10                        FR      | 1      | 5
 *   DE      | 20
 *   FR      | 5
 * </pre>
 */
final class MeasurePlanner {
  private final PlanningContext context;
  private final MetricValues metricValues;
  private final Optional<PartialAggregates> partials;
  private final Scope scope;

  /**
   * @param metricValues plans the metrics that filters name
   * @param partials partial aggregates to read instead of rows, where they have what is needed
   */
  MeasurePlanner(
      PlanningContext context,
      MetricValues metricValues,
      Optional<PartialAggregates> partials,
      Scope scope) {
    this.context = context;
    this.metricValues = metricValues;
    this.partials = partials;
    this.scope = scope;
  }

  /**
   * Aggregates measures over the same rows.
   *
   * @param measures by the names of their columns
   * @return the columns of the scope, then those of the measures
   */
  PlanNode plan(Map<String, AggregatedInput.Measured> measures) {
    AggregatedInput.Measured first = measures.values().iterator().next();
    RowPlanner rows = new RowPlanner(context, metricValues, first.rows(), scope);
    Optional<PlanNode> parts = partials.flatMap(r -> r.read(rows, scope, measures));
    PlanNode input = parts.orElseGet(() -> fromRows(rows, measures));
    boolean perSpineValue = rows.isCumulated() && !isRequested(rows, rows.newTimeGrain());
    List<String> keys = new ArrayList<>(scope.columns());
    if (perSpineValue) {
      keys.add(Rows.TIME);
    }
    PlanNode result =
        aggregated(input, keys, measures, parts.isPresent() ? partials : Optional.empty());
    if (first.joinToTimeSpine() && !rows.requestedUnits().isEmpty()) {
      result = onSpine(result, rows, perSpineValue, measures);
    }
    return perSpineValue ? perPeriod(result, first, measures) : result;
  }

  private static PlanNode fromRows(
      RowPlanner rows, Map<String, AggregatedInput.Measured> measures) {
    measures.forEach(
        (column, measured) ->
            rows.need(value(column), measured.measure().sql(), measured.measure().where()));
    return measures
        .values()
        .iterator()
        .next()
        .measure()
        .nonAdditive()
        .map(rows::semiAdditive)
        .orElseGet(rows::plan);
  }

  private static boolean isRequested(RowPlanner rows, Grain grain) {
    return rows.requestedUnits().containsValue(new GroupByItem.OfGrain(grain));
  }

  static String value(String column) {
    return "__value_of_" + column;
  }

  private static PlanNode aggregated(
      PlanNode input,
      List<String> keys,
      Map<String, AggregatedInput.Measured> measures,
      Optional<PartialAggregates> partials) {
    List<Named> values = new ArrayList<>();
    measures.forEach(
        (column, measured) ->
            values.add(
                new Named(
                    column,
                    partials
                        .map(p -> p.merged(measured.measure().aggregation(), column))
                        .orElseGet(() -> aggregate(measured.measure(), column)))));
    return new Aggregate("aggregate " + String.join(", ", measures.keySet()), input, keys, values);
  }

  static Expr aggregate(Measure measure, String column) {
    return new Expr.Aggregate(
        new Aggregator(measure.aggregation(), measure.percentile()),
        Expr.column(value(column)),
        Optional.empty());
  }

  /**
   * Adds a row for every period of the time spine that has none. Filters on the time alone are
   * applied to the spine; filters on groups are applied again, to the rows that were added.
   *
   * <pre>
   *   spine    values           gives   day   | orders
   *   1 May    1 May | 2                1 May | 2
   *   2 May    3 May | 1                2 May | NULL
   *   3 May                             3 May | 1
   * </pre>
   */
  private PlanNode onSpine(
      PlanNode values,
      RowPlanner rows,
      boolean perSpineValue,
      Map<String, AggregatedInput.Measured> measures) {
    Map<String, GroupByItem.Unit> requested = rows.requestedUnits();
    PlanNode spine = SpinePeriods.requested(context, rows, scope, perSpineValue);
    List<String> times = new ArrayList<>(requested.keySet());
    if (perSpineValue) {
      times.add(Rows.TIME);
    }
    List<Expr> on = times.stream().map(c -> Join.equal(c, c)).toList();
    List<Named> columns = new ArrayList<>();
    for (String column : values.columns()) {
      columns.add(Named.of(times.contains(column) ? Join.LEFT : Join.RIGHT, column));
    }
    PlanNode joined =
        Join.on(
            "every moment of the time spine for " + String.join(", ", measures.keySet()),
            JoinKind.LEFT,
            spine,
            values,
            Expr.and(on),
            columns);
    List<Expr> again =
        rows.columns().conditions().stream()
            .filter(c -> !c.onlyOwnTime() && scope.columns().containsAll(c.columns()))
            .map(FilterColumns.Condition::expr)
            .toList();
    return Transform.filter("filters that hold for every moment", joined, Expr.allOf(again));
  }

  /**
   * Makes one value of the values of each period: the first, the last or their average.
   *
   * <pre>
   *   month | day    | running          gives (last)   month | running
   *   May   | 30 May | 7                               May   | 9
   *   May   | 31 May | 9                               June  | 12
   *   June  | 1 June | 12
   * </pre>
   */
  private PlanNode perPeriod(
      PlanNode values,
      AggregatedInput.Measured first,
      Map<String, AggregatedInput.Measured> measures) {
    PeriodAggregation how =
        first.rows().span().map(RowSpec.Span::periodAggregation).orElse(PeriodAggregation.LAST);
    List<Expr> partition = scope.columns().stream().map(c -> (Expr) Expr.column(c)).toList();
    Map<String, Expr> computed = new LinkedHashMap<>();
    measures.forEach(
        (column, measured) -> {
          Expr value = PlanningContext.filled(Expr.column(column), measured.fill());
          computed.put(column, period(how, value, partition));
        });
    List<Named> columns = new ArrayList<>(Named.same(scope.columns()));
    computed.forEach((column, expr) -> columns.add(new Named(column, expr)));
    return Transform.distinct(
        "one value a period of " + String.join(", ", measures.keySet()),
        values,
        columns,
        Optional.empty());
  }

  private static Expr period(PeriodAggregation how, Expr value, List<Expr> partition) {
    if (how == PeriodAggregation.AVERAGE) {
      Aggregator average = Aggregator.of(Aggregation.AVERAGE);
      return Over.whole(new Expr.Aggregate(average, value, Optional.empty()), partition);
    }
    return new Over(
        new Expr.Call("first_value", List.of(value)),
        partition,
        List.of(Expr.column(Rows.TIME)),
        how == PeriodAggregation.LAST ? Direction.DESCENDING : Direction.ASCENDING,
        Frame.WHOLE_PARTITION);
  }
}
