package io.truecount.metric.rollup;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.plan.AggregatedInput;
import io.truecount.metric.plan.GroupByItem;
import io.truecount.metric.plan.GroupByItem.Hop;
import io.truecount.metric.plan.PartialAggregates;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.PlanningContext;
import io.truecount.metric.plan.Read;
import io.truecount.metric.plan.RowPlanner;
import io.truecount.metric.plan.RowSpec;
import io.truecount.metric.plan.Rows;
import io.truecount.metric.plan.Scope;
import io.truecount.metric.plan.SpinePeriods;
import io.truecount.metric.query.Filter;
import io.truecount.metric.rollup.RollupBuilder.RowSet;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TimeExpr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the rollups that several queries share while the queries are planned. These have no
 * partial aggregates and read rows: medians and percentiles, semi-additive measures, conversions,
 * filters by metrics, and running totals and offsets with versioned joins or times finer than a
 * day.
 */
final class Rollups implements PartialAggregates {
  private final PlanningContext context;
  private final Map<Source, RollupBuilder> builders = new LinkedHashMap<>();

  /** Rows that one pass can aggregate: of one model at one of its times, over the same joins. */
  private record Source(
      SemanticModel model, Dimension time, Set<List<Hop>> joins, Set<GroupByItem> entities) {}

  Rollups(PlanningContext context) {
    this.context = context;
  }

  List<Rollup> build() {
    return builders.values().stream().map(RollupBuilder::build).toList();
  }

  @Override
  public Optional<PlanNode> read(
      RowPlanner rows, Scope scope, Map<String, AggregatedInput.Measured> measures) {
    RowSpec spec = measures.values().iterator().next().rows();
    if (!hasParts(measures) || !isMergeable(rows)) {
      return Optional.empty();
    }
    RowSet set =
        rows.hasNewTime()
            ? new RowSet(rows.filtersOffTime(), Optional.empty())
            : new RowSet(spec.filters(), scope.range());
    RollupBuilder builder =
        builders.computeIfAbsent(source(rows, spec, scope), s -> builder(s, builders.size() + 1));
    builder.addReader();
    builder.atLeast(SpinePeriods.finest(context, Optional.empty(), rows.requestedUnits()));
    PlanNode parts = parts(builder, rows, scope, set, measures);
    return Optional.of(rows.onParts(parts));
  }

  /** Rows whose filters name metrics are not merged: see {@link #isMergeable}. */
  private static PlanNode noMetrics(
      Map<String, Metric> outputs, Scope scope, List<Filter> filters) {
    throw new IllegalStateException("rollups hold no metrics of filters");
  }

  @Override
  public Expr merged(Aggregation aggregation, String column) {
    return Part.value(aggregation, column);
  }

  private static boolean hasParts(Map<String, AggregatedInput.Measured> measures) {
    return measures.values().stream()
        .map(AggregatedInput.Measured::measure)
        .allMatch(m -> m.nonAdditive().isEmpty() && !Part.of(m.aggregation()).isEmpty());
  }

  private static boolean isMergeable(RowPlanner rows) {
    if (!rows.columns().metrics().isEmpty()) {
      return false;
    }
    boolean clean =
        rows.columns().conditions().stream().allMatch(c -> !c.anyOwnTime() || c.onlyOwnTime());
    return !rows.hasNewTime()
        || (clean && !rows.isVersioned() && !rows.newTimeGrain().finerThan(Grain.DAY));
  }

  private Source source(RowPlanner rows, RowSpec spec, Scope scope) {
    Set<List<Hop>> joins = new HashSet<>();
    Set<GroupByItem> entities = new HashSet<>();
    rows.columns()
        .items()
        .forEach(
            (column, item) -> {
              if (!item.path().isEmpty()) {
                joins.add(item.path());
              }
              if (item instanceof GroupByItem.Key && scope.groups().containsKey(column)) {
                entities.add(item);
              }
            });
    return new Source(spec.model(), spec.time(), joins, entities);
  }

  private RollupBuilder builder(Source source, int number) {
    RowSpec all = RowSpec.all(source.model(), source.time());
    return new RollupBuilder(
        "__rollup_%d_of_%s".formatted(number, source.model().name()),
        new RowPlanner(context, Rollups::noMetrics, all, new Scope(Map.of(), Optional.empty())));
  }

  /** The time of a rollup, cut to the grain of the time spine that is joined with it. */
  private static Expr time(RollupBuilder builder, RowPlanner rows) {
    Grain spine = rows.newTimeGrain();
    return rows.grain().finerThan(spine)
        ? new TimeExpr.Trunc(spine, builder.time())
        : builder.time();
  }

  private static PlanNode parts(
      RollupBuilder builder,
      RowPlanner rows,
      Scope scope,
      RowSet set,
      Map<String, AggregatedInput.Measured> measures) {
    List<Named> columns = new ArrayList<>();
    columns.add(new Named(Rows.TIME, time(builder, rows)));
    for (String column : scope.columns()) {
      GroupByItem item = rows.columns().items().get(column);
      if (item != null && !item.isOwnTime()) {
        columns.add(new Named(column, builder.key(item)));
      }
    }
    measures.forEach(
        (column, measured) ->
            builder
                .parts(measured.measure(), set)
                .forEach((part, expr) -> columns.add(new Named(column + part.suffix(), expr))));
    return Read.filtered(
        "partial aggregates of " + rows.model().name(),
        new TableName("", builder.name()),
        columns,
        Optional.of(builder.anyRows(set)));
  }
}
