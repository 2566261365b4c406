package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.sql.Select;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plans queries. Every metric is an expression over aggregated inputs that are planned separately,
 * so that its value does not depend on the other metrics of the query.
 */
public final class Planner {
  private final PlanningContext context;
  private final MetricValues metricValues;

  public Planner(Manifest manifest, Semantics semantics) {
    this(PlanningContext.of(manifest, semantics), Optional.empty());
  }

  private Planner(PlanningContext context, Optional<PartialAggregates> partials) {
    this.context = context;
    this.metricValues = new MetricsPlanner(context, partials);
  }

  /** A planner that reads partial aggregates where they have what it needs. */
  public static Planner over(PlanningContext context, PartialAggregates partials) {
    return new Planner(context, Optional.of(partials));
  }

  /**
   * The plan of a query with Truecount's own semantics.
   *
   * @throws TruecountException when the query names something unknown or cannot be answered
   */
  public static Plan plan(Manifest manifest, MetricQuery query) {
    return new Planner(manifest, Semantics.TRUECOUNT).plan(query);
  }

  public PlanningContext context() {
    return context;
  }

  public Manifest manifest() {
    return context.manifest();
  }

  /**
   * The plan of a query.
   *
   * @throws TruecountException when the query names something unknown or cannot be answered
   */
  public Plan plan(MetricQuery query) {
    check(query);
    List<Filter> filters = Filter.parse(query.where(), manifest());
    PlanNode result =
        query.metrics().isEmpty()
            ? new DimensionPlanner(context, metricValues).plan(query, filters)
            : ofMetrics(query, filters);
    return new Plan(ordered(query, result));
  }

  private static void check(MetricQuery query) {
    Problems problems = new Problems();
    if (query.metrics().isEmpty() && query.groupBy().isEmpty()) {
      problems.add("the query is empty", "query", "name a metric, or what to group by");
    }
    query
        .limit()
        .filter(rows -> rows < 0)
        .ifPresent(rows -> problems.add("invalid limit: " + rows, "query", "use 0 or more"));
    query
        .timeRange()
        .filter(range -> range.to().isBefore(range.from()))
        .ifPresent(
            range ->
                problems.add(
                    "the time range ends at %s, before it begins at %s"
                        .formatted(range.to(), range.from()),
                    "query",
                    "swap its ends"));
    problems.throwIfAny();
  }

  /** The items that all of these metrics can be grouped by, sorted by name. */
  public List<Reachable> dimensions(List<String> metrics) {
    SortedMap<String, Reachable> common = new TreeMap<>();
    boolean first = true;
    for (String name : metrics) {
      for (MeasureInput input : context.inputs(context.metric(name))) {
        SortedMap<String, Reachable> mine = new TreeMap<>();
        context.resolver().reachable(context.model(input)).stream()
            .map(Reachable::of)
            .forEach(r -> mine.putIfAbsent(r.name(), r));
        String grain = context.grain(input).label();
        mine.put(
            ItemName.METRIC_TIME,
            new Reachable(ItemName.METRIC_TIME, "time", grain, "the metric's own time"));
        if (first) {
          common.putAll(mine);
          first = false;
        } else {
          common.keySet().retainAll(mine.keySet());
        }
      }
    }
    return List.copyOf(common.values());
  }

  /**
   * Whether a metric has one value over all time.
   *
   * @param name of a metric that is defined
   */
  public boolean canBeTotalled(String name) {
    return !context.metric(name).needsTime(manifest());
  }

  /** Whether a metric has values by day: none of its times is coarser. */
  public boolean hasDays(String name) {
    return context.inputs(context.metric(name)).stream()
        .noneMatch(input -> Grain.DAY.finerThan(context.grain(input)));
  }

  private PlanNode ofMetrics(MetricQuery query, List<Filter> filters) {
    List<Metric> metrics = query.metrics().stream().map(a -> context.metric(a.metric())).toList();
    Scope scope = new Groups(context, metrics).scope(query);
    Map<String, Metric> outputs = new LinkedHashMap<>();
    for (int i = 0; i < metrics.size(); i++) {
      outputs.put(query.metrics().get(i).alias().orElse(metrics.get(i).name()), metrics.get(i));
    }
    NeededTimes.check(context, metrics, scope, "query");
    return metricValues.plan(outputs, scope, filters);
  }

  private PlanNode ordered(MetricQuery query, PlanNode input) {
    if (query.orderBy().isEmpty() && query.limit().isEmpty()) {
      return input;
    }
    List<Select.Order> order =
        query.orderBy().stream()
            .map(o -> new Select.Order(orderColumn(query, input, o.column()), o.direction()))
            .toList();
    return new Sort("order", input, order, query.limit());
  }

  /** Finds a column by its name, or by its metric or item; the grain may be left out. */
  private String orderColumn(MetricQuery query, PlanNode input, String wanted) {
    List<String> columns = input.columns();
    if (columns.contains(wanted)) {
      return wanted;
    }
    ItemName name = ItemName.parse(wanted, manifest());
    for (int i = 0; i < query.groupBy().size(); i++) {
      ItemName requested = query.groupBy().get(i).item();
      boolean anyGrain = name.grain().isEmpty() && name.part().isEmpty();
      if (requested.equals(name) || (anyGrain && requested.plain().equals(name.plain()))) {
        return columns.get(i);
      }
    }
    for (int i = 0; i < query.metrics().size(); i++) {
      if (query.metrics().get(i).metric().equals(wanted)) {
        return columns.get(query.groupBy().size() + i);
      }
    }
    throw TruecountException.invalid(
        Problem.of(
            "cannot order by \"%s\"".formatted(wanted),
            "query",
            Suggestion.remedy(wanted, columns)));
  }
}
