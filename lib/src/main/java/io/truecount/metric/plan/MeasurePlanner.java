package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.Metric.PeriodAggregation;
import io.truecount.metric.plan.PlanNode.Join;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Aggregates measures over their rows. */
final class MeasurePlanner {
  private final PlanningContext context;
  private final MetricValues metricValues;
  private final Optional<PartialAggregates> partials;
  private final Scope scope;

  /**
   * @param metricValues of the metrics that filters name
   * @param partials to read from instead of rows, where they hold what is needed
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

  /** Measures over equal rows, aggregated together; the columns are the scope's and theirs. */
  PlanNode plan(Map<String, AggregatedInput.Measured> leaves) {
    AggregatedInput.Measured first = leaves.values().iterator().next();
    RowPlanner rows = new RowPlanner(context, metricValues, first.rows(), scope);
    Optional<PlanNode> parts = partials.flatMap(r -> r.read(rows, scope, leaves));
    PlanNode input = parts.orElseGet(() -> fromRows(rows, leaves));
    boolean perMoment = rows.isCumulated() && !isAsked(rows, rows.momentGrain());
    List<String> keys = new ArrayList<>(scope.columns());
    if (perMoment) {
      keys.add(Rows.TIME);
    }
    PlanNode result =
        aggregated(input, keys, leaves, parts.isPresent() ? partials : Optional.empty());
    if (first.joinToTimeSpine() && !rows.askedUnits().isEmpty()) {
      result = onSpine(result, rows, perMoment, leaves);
    }
    return perMoment ? perPeriod(result, first, leaves) : result;
  }

  private static PlanNode fromRows(RowPlanner rows, Map<String, AggregatedInput.Measured> leaves) {
    leaves.forEach(
        (column, leaf) -> rows.need(value(column), leaf.measure().sql(), leaf.measure().where()));
    return leaves
        .values()
        .iterator()
        .next()
        .measure()
        .nonAdditive()
        .map(rows::atLevel)
        .orElseGet(rows::plan);
  }

  private static boolean isAsked(RowPlanner rows, Grain grain) {
    return rows.askedUnits().containsValue(new GroupByItem.OfGrain(grain));
  }

  static String value(String column) {
    return "__value_of_" + column;
  }

  private static PlanNode aggregated(
      PlanNode input,
      List<String> keys,
      Map<String, AggregatedInput.Measured> leaves,
      Optional<PartialAggregates> partials) {
    List<Named> values = new ArrayList<>();
    leaves.forEach(
        (column, leaf) ->
            values.add(
                new Named(
                    column,
                    partials
                        .map(p -> p.merged(leaf.measure().aggregation(), column))
                        .orElseGet(() -> aggregate(leaf.measure(), column)))));
    return new PlanNode.Aggregate(
        "aggregate " + String.join(", ", leaves.keySet()), input, keys, values);
  }

  static Expr aggregate(Measure measure, String column) {
    return new Expr.Aggregate(
        new Aggregator(measure.aggregation(), measure.percentile()),
        Expr.column(value(column)),
        Optional.empty());
  }

  /**
   * A row for every moment of the spine. Filters on the time alone also hold for the spine; those
   * on what is grouped by hold again for the rows that were added.
   */
  private PlanNode onSpine(
      PlanNode values,
      RowPlanner rows,
      boolean perMoment,
      Map<String, AggregatedInput.Measured> leaves) {
    Map<String, GroupByItem.Unit> asked = rows.askedUnits();
    PlanNode moments = SpineMoments.asked(context, rows, scope, perMoment);
    List<String> times = new ArrayList<>(asked.keySet());
    if (perMoment) {
      times.add(Rows.TIME);
    }
    List<Expr> on =
        times.stream()
            .map(c -> Expr.equal(Expr.column(Join.LEFT, c), Expr.column(Join.RIGHT, c)))
            .toList();
    List<Named> columns = new ArrayList<>();
    for (String column : values.columns()) {
      columns.add(Named.of(times.contains(column) ? Join.LEFT : Join.RIGHT, column));
    }
    PlanNode joined =
        new Join(
            "every moment of the time spine for " + String.join(", ", leaves.keySet()),
            "LEFT JOIN",
            moments,
            values,
            Optional.of(Expr.and(on)),
            columns,
            Optional.empty());
    List<Expr> again =
        rows.columns().conditions().stream()
            .filter(c -> !c.onlyOwnTime() && scope.columns().containsAll(c.columns()))
            .map(FilterColumns.Condition::expr)
            .toList();
    return PlanNode.Transform.filter(
        "filters that hold for every moment",
        joined,
        again.isEmpty() ? Optional.empty() : Optional.of(Expr.and(again)));
  }

  /** The moments of each coarser period as one value. */
  private PlanNode perPeriod(
      PlanNode values,
      AggregatedInput.Measured first,
      Map<String, AggregatedInput.Measured> leaves) {
    PeriodAggregation how =
        first.rows().span().map(RowSpec.Span::periodAggregation).orElse(PeriodAggregation.LAST);
    List<Expr> partition = scope.columns().stream().map(c -> (Expr) Expr.column(c)).toList();
    Map<String, Expr> computed = new LinkedHashMap<>();
    leaves.forEach(
        (column, leaf) -> {
          Expr value = PlanningContext.filled(Expr.column(column), leaf.fill());
          computed.put(column, period(how, value, partition));
        });
    List<Named> columns = new ArrayList<>(scope.columns().stream().map(Named::same).toList());
    computed.forEach((column, expr) -> columns.add(new Named(column, expr)));
    return new PlanNode.Transform(
        "one value a period of " + String.join(", ", leaves.keySet()),
        values,
        columns,
        Optional.empty(),
        true);
  }

  private static Expr period(PeriodAggregation how, Expr value, List<Expr> partition) {
    if (how == PeriodAggregation.AVERAGE) {
      Aggregator average = Aggregator.of(Aggregation.AVERAGE);
      return new Expr.Over(
          new Expr.Aggregate(average, value, Optional.empty()), partition, List.of(), false, false);
    }
    return new Expr.Over(
        new Expr.Call("first_value", List.of(value)),
        partition,
        List.of(Expr.column(Rows.TIME)),
        how == PeriodAggregation.LAST,
        true);
  }
}
