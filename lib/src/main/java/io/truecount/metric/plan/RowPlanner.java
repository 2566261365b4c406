package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Plans the rows of a {@link RowSpec}: read, given their new time by the time spine, joined to the
 * models of groups and filters, and filtered.
 *
 * <pre>
 *   orders                        by country, channel = 'web'   gives   __time | country | channel
 *   at          | customer | channel                                    1 May  | DE      | web
 *   1 May 09:00 | c1       | web
 *   1 May 10:00 | c2       | shop
 * </pre>
 */
public final class RowPlanner {
  private final PlanningContext context;
  private final MetricValues metricValues;
  private final RowSpec spec;
  private final Scope scope;
  private final FilterColumns columns;
  private final Rows rows;
  private boolean keepsDays;

  /**
   * @param metricValues plans the metrics that filters name
   */
  public RowPlanner(PlanningContext context, MetricValues metricValues, RowSpec spec, Scope scope) {
    this.context = context;
    this.metricValues = metricValues;
    this.spec = spec;
    this.scope = scope;
    this.columns = new FilterColumns(scope.groups(), this::resolve);
    this.rows =
        new Rows(
            spec.model(), Optional.of(spec.time()), JoinKind.LEFT, context.semantics().joins());
    for (Filter filter : spec.filters()) {
      columns.add(filter, this::resolveKey);
    }
  }

  public Grain grain() {
    return spec.time().grain().orElse(Grain.DAY);
  }

  /** The SQL of the rows' own time, over the model's table. */
  public String timeSql() {
    return spec.time().sql();
  }

  /** The grain of the rows' time: see {@link NewTimes#grain}. */
  public Grain newTimeGrain() {
    return newTimes().grain();
  }

  private GroupByItem resolve(ItemName name) {
    Grain standard = grain().finerThan(Grain.DAY) ? Grain.DAY : grain();
    return context
        .resolver()
        .resolve(
            spec.model(),
            Optional.of(spec.time()),
            name.isBareMetricTime() ? name.withGrain(standard.label()) : name,
            spec.model().where());
  }

  /**
   * The key that a metric of a filter is joined by: the entity named last, else the whole join
   * path.
   */
  private GroupByItem resolveKey(ItemName name) {
    return context
        .resolver()
        .find(
            spec.model(), Optional.of(spec.time()), name.withLinks(List.of()), spec.model().where())
        .orElseGet(() -> resolve(name));
  }

  public FilterColumns columns() {
    return columns;
  }

  public SemanticModel model() {
    return spec.model();
  }

  /** The units of the own time that the result is grouped by, by column. */
  public Map<String, GroupByItem.Unit> requestedUnits() {
    Map<String, GroupByItem.Unit> result = new LinkedHashMap<>();
    scope.columns().forEach(c -> ownUnit(c).ifPresent(unit -> result.put(c, unit)));
    return result;
  }

  /** The units of the own time that the result is grouped or filtered by, by column. */
  private Map<String, GroupByItem.Unit> ownUnits() {
    Map<String, GroupByItem.Unit> result = new LinkedHashMap<>();
    columns.items().keySet().forEach(c -> ownUnit(c).ifPresent(unit -> result.put(c, unit)));
    return result;
  }

  Optional<GroupByItem.Unit> ownUnit(String column) {
    return Optional.ofNullable(columns.items().get(column)).flatMap(GroupByItem::ownUnit);
  }

  /** Adds a column with an SQL expression over the model's own table. */
  public void need(String column, String sql, String where) {
    rows.needOwn(column, sql, where);
  }

  /** Adds the column {@link Rows#TIMESTAMP}. */
  void needTimestamp() {
    rows.needTimestamp();
  }

  /** The filtered rows, with all columns that were added. */
  PlanNode plan() {
    return Transform.filter("rows that are asked for", unfiltered(), condition());
  }

  /** All rows, with the columns that filters need but not filtered. */
  public PlanNode unfiltered() {
    columns.items().forEach(rows::need);
    rows.cutTimeTo(newTimeGrain());
    boolean raw = context.semantics().hasExactTimestamps() && !hasNewTime();
    if (rows.isVersioned() && raw) {
      rows.needTimestamp();
    }
    PlanNode result =
        newTimes().joined(rows.source(context.semantics().nullTimes(), spec.period()), range());
    result = rows.joined(result, raw ? Rows.TIMESTAMP : Rows.TIME, context.spines());
    return new MetricJoins(context, metricValues, JoinKind.LEFT, spec.period())
        .joined(timed(result, columns.items().keySet()), columns.metrics());
  }

  /**
   * As {@link #plan}, from partial aggregates instead of rows. They are filtered already, except by
   * the time that rows get from the time spine.
   */
  public PlanNode onParts(PlanNode parts) {
    if (!hasNewTime()) {
      return timed(parts, scope.columns());
    }
    List<Expr> all =
        new ArrayList<>(
            columns.conditions().stream()
                .filter(FilterColumns.Condition::onlyOwnTime)
                .map(FilterColumns.Condition::expr)
                .toList());
    range().ifPresent(all::add);
    return Transform.filter(
        "periods that are asked for",
        timed(newTimes().joined(parts, range()), columns.items().keySet()),
        Expr.allOf(all));
  }

  private PlanNode timed(PlanNode input, Collection<String> wanted) {
    Map<String, GroupByItem.Unit> units = new LinkedHashMap<>();
    wanted.forEach(c -> ownUnit(c).ifPresent(u -> units.put(c, u)));
    return TimeColumns.added(input, Rows.TIME, units, context.spines());
  }

  /** Whether the time spine gives rows another time than their own. */
  public boolean hasNewTime() {
    return newTimes().exist();
  }

  /** Whether any join finds the version that is valid at the time of the row. */
  public boolean isVersioned() {
    return columns.items().values().stream()
        .flatMap(item -> item.path().stream())
        .anyMatch(hop -> hop.target().validity(Dimension.Validity.START).isPresent());
  }

  /** The filters that do not use the rows' own time. */
  public List<Filter> filtersOffTime() {
    return IntStream.range(0, spec.filters().size())
        .filter(i -> !columns.conditions().get(i).anyOwnTime())
        .mapToObj(i -> spec.filters().get(i))
        .toList();
  }

  /** Adds a filter and returns its condition over the columns of the rows. */
  public Expr condition(Filter filter) {
    return columns.add(filter, this::resolveKey).expr();
  }

  /** Whether rows are cumulated. A query without a time counts all rows instead. */
  boolean isCumulated() {
    return newTimes().isCumulated();
  }

  /** The times that the spine gives; they depend on the filters that were added so far. */
  private NewTimes newTimes() {
    return new NewTimes(
        context, spec, ownUnits(), List.copyOf(requestedUnits().values()), keepsDays);
  }

  /** Time spines for these rows. */
  Spines spines() {
    return context.spines(spec);
  }

  private Optional<Expr> condition() {
    List<Expr> all =
        new ArrayList<>(columns.conditions().stream().map(FilterColumns.Condition::expr).toList());
    range().ifPresent(all::add);
    return Expr.allOf(all);
  }

  private Optional<Expr> range() {
    return scope.range().map(r -> TimeRanges.between(Rows.TIME, r));
  }

  /** The filtered rows of a semi-additive measure: see {@link SemiAdditiveRows}. */
  PlanNode semiAdditive(Measure.NonAdditive nonAdditive) {
    keepsDays = true;
    return new SemiAdditiveRows(this, spec, scope, nonAdditive).plan();
  }

  /** Adds a column with an expression over the model's own table. */
  void needValue(String column, Expr value) {
    rows.needOwnValue(column, value);
  }
}
