package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.sql.Expr;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans metrics of each entity at an instant. A metric that looks back from a time, over a window,
 * a period to date or an offset, looks back from the instant.
 *
 * <pre>
 *   orders                        orders from 1 May on, as of 3 May 12:00
 *   customer | at                 customer | orders
 *   c1       | 1 May 09:00        c1       | 2
 *   c1       | 3 May 11:59
 *   c2       | 3 May 12:00
 * </pre>
 *
 * Cost: one pass over each model for all of its measures, whatever their periods and filters; one
 * more for each expression that is counted distinct, for medians, for percentiles, for each kind of
 * semi-additive rows, and for each conversion.
 */
public final class EntityMetrics {
  private static final String PREFIX = "__";

  private final PlanningContext context;
  private final ItemName entity;
  private final LocalDateTime asOf;

  /**
   * A metric that is requested.
   *
   * @param from only rows from this time on count; empty for all before the instant, or for the
   *     window that the metric has itself
   */
  public record Requested(String metric, List<Filter> filters, Optional<LocalDateTime> from) {
    public Requested {
      filters = List.copyOf(filters);
    }
  }

  /**
   * Planned metrics. Their values are expressions over the columns of the inputs, to be computed
   * when the inputs are joined to the entities: an entity without rows has NULL in all columns, and
   * a metric that fills NULLs fills them.
   *
   * @param inputs one row for each entity with rows; empty when no metric is requested
   * @param key the column of the inputs with the entity
   */
  public record Planned(Optional<PlanNode> inputs, String key, Map<Requested, Expr> values) {
    public Planned {
      values = Map.copyOf(values);
    }

    /** The columns of the inputs, without the key. */
    public List<String> columns() {
      return inputs.stream()
          .flatMap(node -> node.columns().stream())
          .filter(column -> !column.equals(key))
          .toList();
    }
  }

  /**
   * @param entity that values are grouped by
   * @param asOf rows at it or later never count
   */
  public EntityMetrics(PlanningContext context, String entity, LocalDateTime asOf) {
    this.context = context;
    this.entity = ItemName.parse(entity, context.manifest());
    this.asOf = asOf;
  }

  /**
   * Plans all metrics together.
   *
   * @throws TruecountException when one of them cannot be grouped by the entity
   */
  public Planned plan(Collection<Requested> requested) {
    String key = "__by_" + entity;
    Scope scope = new Scope(Map.of(key, entity), Optional.empty());
    AggregatedInputs aggregated = new AggregatedInputs(context, scope, PREFIX);
    Map<Requested, Expr> values = new LinkedHashMap<>();
    for (Requested one : requested) {
      Metric metric = context.metric(one.metric());
      ExactPeriod period = ExactPeriod.endingAt(asOf, one.from());
      values.computeIfAbsent(one, r -> aggregated.at(metric, r.filters(), period));
    }
    return new Planned(
        values.isEmpty() ? Optional.empty() : Optional.of(inputs(aggregated, scope)), key, values);
  }

  private PlanNode inputs(AggregatedInputs aggregated, Scope scope) {
    Map<AggregatedInput, String> columns = aggregated.columns();
    MetricsPlanner metrics = new MetricsPlanner(context, Optional.empty());
    List<PlanNode> inputs = new ArrayList<>();
    measures(columns).forEach(group -> inputs.add(plan(group, metrics, scope)));
    columns.forEach(
        (input, column) -> input.match(metrics.new Others(column, scope)).ifPresent(inputs::add));
    return Stack.matched(inputs, scope.columns(), List.copyOf(columns.values()));
  }

  /** Measures by what is aggregated together. */
  private static Collection<Map<String, AggregatedInput.Measured>> measures(
      Map<AggregatedInput, String> columns) {
    Map<List<Object>, Map<String, AggregatedInput.Measured>> groups = new LinkedHashMap<>();
    columns.forEach(
        (input, column) ->
            input
                .asMeasured()
                .ifPresent(
                    measured ->
                        groups
                            .computeIfAbsent(together(measured), k -> new LinkedHashMap<>())
                            .put(column, measured)));
    return groups.values();
  }

  /** Engines aggregate some measures in ways of their own, which would slow the others down. */
  private static List<Object> together(AggregatedInput.Measured measured) {
    RowSpec rows = measured.rows();
    Measure measure = measured.measure();
    if (measure.nonAdditive().isPresent()) {
      return List.of(rows, measure.nonAdditive());
    }
    return switch (measure.aggregation()) {
      case COUNT_DISTINCT -> List.of(rows.model(), rows.time(), measure.sql());
      case MEDIAN, PERCENTILE -> List.of(rows.model(), rows.time(), measure.aggregation());
      case SUM, COUNT, AVERAGE, MIN, MAX, SUM_BOOLEAN, APPROXIMATE_COUNT_DISTINCT ->
          List.of(rows.model(), rows.time());
    };
  }

  private PlanNode plan(
      Map<String, AggregatedInput.Measured> group, MetricsPlanner metrics, Scope scope) {
    boolean sameRows =
        group.values().stream().map(AggregatedInput.Measured::rows).distinct().count() == 1;
    return sameRows
        ? new MeasurePlanner(context, metrics, Optional.empty(), scope).plan(group)
        : new EntityMeasures(context, metrics, scope).plan(group);
  }

  /** Why a metric that is defined has no value for each entity; empty when it has. */
  public Optional<Problem> problem(Requested requested) {
    Metric metric = context.metric(requested.metric());
    if (!context.inputs(metric).stream().allMatch(this::reaches)) {
      return Optional.of(
          Problem.of(
              "metric \"%s\" has no value per %s".formatted(metric.name(), entity),
              metric.header().where(),
              "name a metric whose model has the entity %s, or reaches it by a key"
                  .formatted(entity)));
    }
    try {
      plan(List.of(requested));
      return Optional.empty();
    } catch (TruecountException e) {
      return e.problems().stream().findFirst();
    }
  }

  private boolean reaches(MeasureInput input) {
    try {
      return context
          .resolver()
          .find(
              context.model(input),
              Optional.of(context.time(input)),
              entity,
              input.measure().where())
          .isPresent();
    } catch (TruecountException ambiguous) {
      return false;
    }
  }

  /** Why a metric cannot be restricted to a window; empty when it can. */
  public Optional<Problem> windowProblem(String name) {
    Metric metric = context.metric(name);
    return metric.match(new OwnWindow(context))
        ? Optional.of(
            Problem.of(
                "metric \"%s\" is cumulative: it says itself which rows count up to as_of"
                    .formatted(name),
                metric.header().where(),
                "leave within out, or name a metric that is not cumulative"))
        : Optional.empty();
  }

  /** Whether a metric of an entity without rows is 0: a simple one that counts or adds up. */
  public boolean isZeroOfNone(String name) {
    return context
        .metric(name)
        .asSimple()
        .map(simple -> simple.input().measure().aggregation())
        .filter(
            aggregation ->
                switch (aggregation) {
                  case SUM, COUNT, COUNT_DISTINCT, SUM_BOOLEAN, APPROXIMATE_COUNT_DISTINCT -> true;
                  case AVERAGE, MIN, MAX, MEDIAN, PERCENTILE -> false;
                })
        .isPresent();
  }
}
