package io.truecount.metric.plan;

import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.Filter;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans metrics from their aggregated inputs: every input is planned by itself, and their rows are
 * stacked by the groups.
 *
 * <pre>
 *   orders by country    visits by country    gives   country | orders_per_visit
 *   DE | 2               DE | 8                       DE      | 0.25
 *                        FR | 4                       FR      | NULL
 * </pre>
 */
final class MetricsPlanner implements MetricValues {
  private final PlanningContext context;
  private final Optional<PartialAggregates> partials;

  /**
   * @param partials partial aggregates to read instead of rows, where they have what is needed
   */
  MetricsPlanner(PlanningContext context, Optional<PartialAggregates> partials) {
    this.context = context;
    this.partials = partials;
  }

  @Override
  public PlanNode plan(Map<String, Metric> outputs, Scope scope, List<Filter> filters) {
    AggregatedInputs aggregated = new AggregatedInputs(context, scope);
    Map<String, Expr> values = new LinkedHashMap<>();
    outputs.forEach(
        (column, metric) ->
            values.put(
                column,
                outputs.size() == 1
                    ? aggregated.only(metric, filters)
                    : aggregated.value(metric, filters)));
    List<Named> columns = new ArrayList<>(Named.same(scope.columns()));
    values.forEach((column, value) -> columns.add(new Named(column, value)));
    return Transform.of(
        "compute " + String.join(", ", outputs.keySet()),
        stacked(aggregated.columns(), scope),
        columns);
  }

  /** Plans the metrics that filters name: always from rows, never from partial aggregates. */
  private MetricValues ofFilters() {
    return partials.isEmpty() ? this : new MetricsPlanner(context, Optional.empty());
  }

  /** The rows of all inputs, matched on the groups; those of measures come first. */
  private PlanNode stacked(Map<AggregatedInput, String> columns, Scope scope) {
    List<PlanNode> inputs = new ArrayList<>();
    MeasurePlanner measures = new MeasurePlanner(context, ofFilters(), partials, scope);
    measured(columns).forEach(group -> inputs.add(measures.plan(group)));
    columns.forEach(
        (input, column) -> input.match(new Others(column, scope)).ifPresent(inputs::add));
    return Stack.matched(inputs, scope.columns(), List.copyOf(columns.values()));
  }

  /** What measures must have in common to be aggregated together. */
  private record Together(
      RowSpec rows, boolean joinToTimeSpine, Optional<Measure.NonAdditive> nonAdditive) {
    static Together of(AggregatedInput.Measured input) {
      return new Together(input.rows(), input.joinToTimeSpine(), input.measure().nonAdditive());
    }
  }

  private static List<Map<String, AggregatedInput.Measured>> measured(
      Map<AggregatedInput, String> columns) {
    Map<Together, Map<String, AggregatedInput.Measured>> groups = new LinkedHashMap<>();
    columns.forEach(
        (input, column) ->
            input
                .asMeasured()
                .ifPresent(
                    m ->
                        groups
                            .computeIfAbsent(Together.of(m), k -> new LinkedHashMap<>())
                            .put(column, m)));
    return List.copyOf(groups.values());
  }

  /** Plans an input that is not a measure. */
  final class Others implements AggregatedInput.Cases<Optional<PlanNode>> {
    private final String column;
    private final Scope scope;

    Others(String column, Scope scope) {
      this.column = column;
      this.scope = scope;
    }

    @Override
    public Optional<PlanNode> measured(AggregatedInput.Measured input) {
      return Optional.empty();
    }

    @Override
    public Optional<PlanNode> converted(AggregatedInput.Converted input) {
      return Optional.of(new ConversionPlanner(context, ofFilters(), scope).plan(column, input));
    }

    @Override
    public Optional<PlanNode> offset(AggregatedInput.Offset input) {
      return Optional.of(
          new OffsetMetrics(context, MetricsPlanner.this, scope).plan(column, input));
    }

    @Override
    public Optional<PlanNode> whole(AggregatedInput.Whole input) {
      return Optional.of(plan(Map.of(column, input.metric()), scope, input.filters()));
    }
  }
}
