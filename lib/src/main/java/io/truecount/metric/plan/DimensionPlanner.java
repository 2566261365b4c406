package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Metric.MeasureInput;
import io.truecount.metric.manifest.SemanticModel;
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
    Choice choice = choose(query, filters);
    Map<String, GroupByItem.Unit> times = new LinkedHashMap<>();
    choice
        .columns()
        .items()
        .forEach(
            (column, item) -> {
              if (item instanceof GroupByItem.Time time && time.name().isMetricTime()) {
                times.put(column, time.unit());
              }
            });
    PlanNode rows = rows(choice, times);
    List<Expr> conditions =
        new ArrayList<>(
            choice.columns().conditions().stream().map(FilterColumns.Condition::expr).toList());
    if (!times.isEmpty()) {
      query
          .timeRange()
          .ifPresent(r -> conditions.add(RowPlanner.between(SPINE_TIME, widened(r, query))));
    }
    PlanNode distinct =
        Transform.distinct(
            "distinct values", rows, Named.same(choice.outputs()), Expr.allOf(conditions));
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

  /**
   * A model to read from.
   *
   * @param model empty when only the time spine is read
   * @param columns the columns of groups and filters
   * @param outputs the names of the queried columns
   */
  private record Choice(
      Optional<SemanticModel> model, FilterColumns columns, List<String> outputs, int joins) {}

  private Choice choose(MetricQuery query, List<Filter> filters) {
    List<Choice> choices = new ArrayList<>();
    if (query.groupBy().stream().allMatch(g -> g.item().isMetricTime())) {
      tryFrom(Optional.empty(), query, filters).ifPresent(choices::add);
    }
    for (SemanticModel model : context.manifest().models()) {
      tryFrom(Optional.of(model), query, filters).ifPresent(choices::add);
    }
    return choices.stream()
        .min(java.util.Comparator.comparingInt(Choice::joins))
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "no model reaches all of "
                            + query.groupBy().stream().map(g -> g.item().toString()).toList(),
                        "query",
                        "query fewer dimensions, or query them with a metric")));
  }

  private Optional<Choice> tryFrom(
      Optional<SemanticModel> model, MetricQuery query, List<Filter> filters) {
    try {
      Map<String, ItemName> groups = new LinkedHashMap<>();
      for (MetricQuery.Group group : query.groupBy()) {
        GroupByItem item = resolve(model, group.item());
        groups.put(group.alias().orElse(item.name().toString()), group.item());
      }
      FilterColumns columns = new FilterColumns(groups, name -> resolve(model, name));
      filters.forEach(
          f ->
              columns.add(
                  f,
                  name -> {
                    Optional<GroupByItem> found = find(model, name);
                    return found.orElseGet(() -> resolve(model, name.withLinks(List.of())));
                  }));
      int joins =
          columns.metrics().size()
              + Math.toIntExact(
                  columns.items().values().stream()
                      .flatMap(i -> prefixes(i).stream())
                      .distinct()
                      .count());
      return Optional.of(new Choice(model, columns, List.copyOf(groups.keySet()), joins));
    } catch (Unreachable e) {
      return Optional.empty();
    }
  }

  private static List<List<GroupByItem.Hop>> prefixes(GroupByItem item) {
    List<List<GroupByItem.Hop>> result = new ArrayList<>();
    for (int i = 1; i <= item.path().size(); i++) {
      result.add(item.path().subList(0, i));
    }
    return result;
  }

  /** Thrown when a model does not reach an item; the planner then tries the next model. */
  private static final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable() {
      super(null, null, false, false);
    }
  }

  private GroupByItem resolve(Optional<SemanticModel> model, ItemName name) {
    return find(model, name).orElseThrow(Unreachable::new);
  }

  private Optional<GroupByItem> find(Optional<SemanticModel> model, ItemName name) {
    if (name.isMetricTime()) {
      return Optional.of(spineTime(name));
    }
    return model.flatMap(m -> context.resolver().find(m, Optional.empty(), name, "query"));
  }

  private GroupByItem spineTime(ItemName name) {
    if (name.part().isPresent()) {
      return new GroupByItem.Time(
          name, List.of(), spineDimension(), new GroupByItem.OfPart(name.part().get()), false);
    }
    String requested = name.grain().orElse(Grain.DAY.label());
    GroupByItem.Unit unit =
        Grain.named(requested)
            .map(g -> (GroupByItem.Unit) new GroupByItem.OfGrain(g))
            .orElseGet(() -> new GroupByItem.OfCustom(requested));
    return new GroupByItem.Time(
        name.withGrain(requested), List.of(), spineDimension(), unit, false);
  }

  private static Dimension spineDimension() {
    return new Dimension(
        ItemName.METRIC_TIME,
        Optional.empty(),
        Optional.of(Grain.DAY),
        false,
        Dimension.Validity.NONE,
        "",
        "");
  }

  private PlanNode rows(Choice choice, Map<String, GroupByItem.Unit> times) {
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
    if (choice.model().isEmpty()) {
      return spine.orElseThrow();
    }
    Rows rows =
        new Rows(
            choice.model().get(),
            Optional.empty(),
            JoinKind.FULL_OUTER,
            context.semantics().joins());
    choice
        .columns()
        .items()
        .forEach(
            (column, item) -> {
              if (!times.containsKey(column)) {
                rows.need(column, item);
              }
            });
    PlanNode source = rows.source(Semantics.NullTimes.COUNT);
    PlanNode timed =
        spine
            .map(m -> (PlanNode) Join.cross("every moment of the time spine", source, m))
            .orElse(source);
    PlanNode result = rows.joined(timed, spine.isPresent() ? SPINE_TIME : "", context.spines());
    for (var metric : choice.columns().metrics().entrySet()) {
      PlanNode values =
          metricValues.byEntities(
              context, metric.getValue().template(), metric.getKey(), metric.getValue().where());
      result =
          RowPlanner.withMetric(
              values, result, JoinKind.FULL_OUTER, metric.getKey(), metric.getValue());
    }
    return result;
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
