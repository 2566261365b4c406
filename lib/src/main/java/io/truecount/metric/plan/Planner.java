package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.Metric.MeasureInput;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.Template;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Fragment;
import io.truecount.metric.sql.Select;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From a query to a plan. Every metric is an expression over values aggregated by themselves, so
 * that its value depends on neither its neighbours nor their rows.
 */
public final class Planner {
  private final Manifest manifest;
  private final Semantics semantics;
  private final Resolver resolver;
  private final Spines spines;
  private final Optional<Rollups> rollups;

  public Planner(Manifest manifest, Semantics semantics) {
    this(manifest, semantics, Optional.empty());
  }

  private Planner(Manifest manifest, Semantics semantics, Optional<Rollups> rollups) {
    this.rollups = rollups;
    this.manifest = manifest;
    this.semantics = semantics;
    this.resolver = new Resolver(manifest);
    this.spines = new Spines(manifest);
  }

  /**
   * The plan of a query with Truecount's own semantics.
   *
   * @throws TruecountException when the query names what is not there or cannot be answered
   */
  public static Plan plan(Manifest manifest, MetricQuery query) {
    return new Planner(manifest, Semantics.TRUECOUNT).plan(query);
  }

  public Manifest manifest() {
    return manifest;
  }

  /**
   * Several queries, whatever they share computed once; the order of the names is kept.
   *
   * @throws TruecountException when a query names what is not there or cannot be answered
   */
  public SharedPlans shared(Map<String, MetricQuery> queries) {
    Rollups common = new Rollups(this);
    Planner sharing = new Planner(manifest, semantics, Optional.of(common));
    Map<String, Plan> plans = new LinkedHashMap<>();
    queries.forEach((name, query) -> plans.put(name, sharing.plan(query)));
    return new SharedPlans(plans, common.build());
  }

  public Plan plan(MetricQuery query) {
    check(query);
    List<Filter> filters = Filter.parse(query.where(), manifest);
    PlanNode result =
        query.metrics().isEmpty()
            ? new DimensionPlanner(this).plan(query, filters)
            : ofMetrics(query, filters);
    return new Plan(ordered(query, result));
  }

  private static void check(MetricQuery query) {
    Problems problems = new Problems();
    if (query.metrics().isEmpty() && query.groupBy().isEmpty()) {
      problems.add("nothing is asked for", "query", "name a metric, or what to group by");
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
                    "turn it round"));
    problems.throwIfAny();
  }

  /** Everything that all of these metrics can be grouped by, sorted by name. */
  public List<Reachable> dimensions(List<String> metrics) {
    SortedMap<String, Reachable> common = new TreeMap<>();
    boolean first = true;
    for (String name : metrics) {
      for (MeasureInput input : Groups.inputs(this, metric(name))) {
        SortedMap<String, Reachable> mine = new TreeMap<>();
        resolver.reachable(model(input)).stream()
            .map(Reachable::of)
            .forEach(r -> mine.putIfAbsent(r.name(), r));
        String grain = grain(input).label();
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

  /** Partial aggregates to read from instead of rows; none when every query reads for itself. */
  Optional<Rollups> rollups() {
    return rollups;
  }

  /**
   * Whether a metric has one value over all time.
   *
   * @param name of a metric that is defined
   */
  public boolean canBeTotalled(String name) {
    return !metric(name).needsTime(manifest);
  }

  /** Whether a metric has values by day: none of its times is coarser. */
  public boolean hasDays(String name) {
    return Groups.inputs(this, metric(name)).stream()
        .noneMatch(input -> Grain.DAY.finerThan(grain(input)));
  }

  Semantics semantics() {
    return semantics;
  }

  Resolver resolver() {
    return resolver;
  }

  Spines spines() {
    return spines;
  }

  /** Time spines for measures: without a declared one, over the times of their rows. */
  Spines spines(Collection<MeasureInput> inputs) {
    return spines.covering(
        inputs.stream().map(i -> new Spines.TimeColumn(model(i), time(i))).toList());
  }

  Metric metric(String name) {
    return manifest
        .metric(name)
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "unknown metric \"%s\"".formatted(name),
                        "query",
                        Suggestion.remedy(name, manifest.metricNames()))));
  }

  private PlanNode ofMetrics(MetricQuery query, List<Filter> filters) {
    List<Metric> metrics = query.metrics().stream().map(a -> metric(a.metric())).toList();
    Scope scope = new Groups(this, metrics).scope(query);
    Map<String, Metric> outputs = new LinkedHashMap<>();
    for (int i = 0; i < metrics.size(); i++) {
      outputs.put(query.metrics().get(i).alias().orElse(metrics.get(i).name()), metrics.get(i));
    }
    NeededTimes.check(this, metrics, scope, "query");
    return values(outputs, scope, filters);
  }

  /** Metrics by the groups of a scope: the columns are the groups, then the metrics. */
  PlanNode values(Map<String, Metric> outputs, Scope scope, List<Filter> filters) {
    Leaves leaves = new Leaves(this, scope);
    Map<String, Expr> values = new LinkedHashMap<>();
    outputs.forEach(
        (column, metric) ->
            values.put(
                column,
                outputs.size() == 1
                    ? leaves.only(metric, filters)
                    : leaves.value(metric, filters)));
    PlanNode input = leaves.plan();
    List<Named> columns = new ArrayList<>(scope.columns().stream().map(Named::same).toList());
    values.forEach((column, value) -> columns.add(new Named(column, value)));
    return new PlanNode.Transform(
        "compute " + String.join(", ", outputs.keySet()), input, columns, Optional.empty(), false);
  }

  /**
   * A metric for each value of some keys: the columns are the keys, then the metric's.
   *
   * @param where the place of the filter that uses it
   */
  PlanNode metricByEntities(Template.OfMetric template, String column, String where) {
    if (rollups.isPresent()) {
      return new Planner(manifest, semantics).metricByEntities(template, column, where);
    }
    Metric metric = metric(template.metric());
    Map<String, ItemName> groups = new LinkedHashMap<>();
    for (ItemName key : template.groupBy()) {
      groups.put("__by_" + key, key);
    }
    Scope scope = new Scope(groups, Optional.empty());
    NeededTimes.check(this, List.of(metric), scope, where);
    return values(Map.of(column, metric), scope, List.of());
  }

  RowSpec rows(
      MeasureInput input,
      List<Filter> filters,
      List<RowSpec.Offset> offsets,
      Optional<RowSpec.Span> span) {
    SemanticModel model = model(input);
    return new RowSpec(model, time(input), filters, offsets, span);
  }

  SemanticModel model(MeasureInput input) {
    return manifest
        .model(input.model())
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "unknown semantic model \"%s\"".formatted(input.model()),
                        input.measure().where(),
                        "define it")));
  }

  Dimension time(MeasureInput input) {
    return model(input)
        .aggTimeOf(input.measure())
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "measure \"%s\" has no time dimension".formatted(input.measure().name()),
                        input.measure().where(),
                        "add agg_time_dimension")));
  }

  Grain grain(MeasureInput input) {
    return time(input).grain().orElse(Grain.DAY);
  }

  static Expr filled(Expr value, Optional<String> fill) {
    return fill.map(
            f ->
                (Expr)
                    new Expr.Call("COALESCE", List.of(value, Fragment.parse(f, "fill_nulls_with"))))
        .orElse(value);
  }

  private PlanNode ordered(MetricQuery query, PlanNode input) {
    if (query.orderBy().isEmpty() && query.limit().isEmpty()) {
      return input;
    }
    List<Select.Order> order =
        query.orderBy().stream()
            .map(o -> new Select.Order(orderColumn(query, input, o.column()), o.descending()))
            .toList();
    return new PlanNode.Sort("order", input, order, query.limit());
  }

  /** A column by its name, or by the item it holds, with or without its grain. */
  private String orderColumn(MetricQuery query, PlanNode input, String wanted) {
    List<String> columns = input.columns();
    if (columns.contains(wanted)) {
      return wanted;
    }
    ItemName name = ItemName.parse(wanted, manifest);
    for (int i = 0; i < query.groupBy().size(); i++) {
      ItemName asked = query.groupBy().get(i).item();
      boolean anyGrain = name.grain().isEmpty() && name.part().isEmpty();
      if (asked.equals(name) || (anyGrain && asked.plain().equals(name.plain()))) {
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
