package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.Semantics.SpineGrain;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery.TimeRange;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Select.Named;
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

  /**
   * The grain of the rows' time after the time spine was joined: days, unless the query, a filter,
   * a window or an offset is finer, or the time itself is coarser.
   */
  public Grain newTimeGrain() {
    boolean own =
        !hasNewTime()
            || (context.semantics().spineGrain() == SpineGrain.OF_METRIC
                && context.spines().has(grain()));
    return own
        ? grain()
        : coarser(grain(), NewTimeGrain.of(context, spec, ownUnits(), requested()));
  }

  private static Grain coarser(Grain left, Grain right) {
    return left.finerThan(right) ? right : left;
  }

  private GroupByItem resolve(ItemName name) {
    boolean bare = name.isMetricTime() && name.grain().isEmpty() && name.part().isEmpty();
    Grain standard = grain().finerThan(Grain.DAY) ? Grain.DAY : grain();
    return context
        .resolver()
        .resolve(
            spec.model(),
            Optional.of(spec.time()),
            bare ? name.withGrain(standard.label()) : name,
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

  private List<GroupByItem.Unit> requested() {
    return List.copyOf(requestedUnits().values());
  }

  /** The units of the own time that the result is grouped or filtered by, by column. */
  private Map<String, GroupByItem.Unit> ownUnits() {
    Map<String, GroupByItem.Unit> result = new LinkedHashMap<>();
    columns.items().keySet().forEach(c -> ownUnit(c).ifPresent(unit -> result.put(c, unit)));
    return result;
  }

  Optional<GroupByItem.Unit> ownUnit(String column) {
    return columns.items().get(column) instanceof GroupByItem.Time time && time.own()
        ? Optional.of(time.unit())
        : Optional.empty();
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
    PlanNode result = onTimeSpine(rows.source(context.semantics().nullTimes()));
    result = rows.joined(result, raw ? Rows.TIMESTAMP : Rows.TIME, context.spines());
    return withMetrics(timed(result, columns.items().keySet()), JoinKind.LEFT);
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
        timed(onTimeSpine(parts), columns.items().keySet()),
        Expr.allOf(all));
  }

  private PlanNode onTimeSpine(PlanNode input) {
    PlanNode result = input;
    Grain times = newTimeGrain();
    if (isCumulated()) {
      Optional<Expr> spineFilter = spec.offsets().isEmpty() ? range() : Optional.empty();
      result = shifts().cumulated(result, Rows.TIME, times, spec.span().orElseThrow(), spineFilter);
    }
    Grain step = spec.offsets().isEmpty() ? times : step();
    for (RowSpec.Offset offset : spec.offsets()) {
      result = shifts().offset(result, Rows.TIME, times, step, offset, offsetUnits(offset));
      times = step;
    }
    return result;
  }

  /**
   * The periods that the offsets shift. Rows that later steps need at single dates are not put
   * together.
   */
  private Grain step() {
    Grain spine = newTimeGrain();
    List<GroupByItem.Unit> requested = requested();
    if (!context.semantics().shiftsWholePeriods() || isCumulated() || keepsDays) {
      return spine;
    }
    List<Grain> whole =
        spec.offsets().stream()
            .flatMap(offset -> OffsetPeriods.whole(requested, offset).stream())
            .toList();
    if (whole.size() == spec.offsets().size()) {
      return coarser(whole.get(0), spine);
    }
    return spec.offsets().stream().allMatch(offset -> OffsetPeriods.isOfMonths(requested, offset))
        ? coarser(Grain.MONTH, spine)
        : spine;
  }

  private PlanNode timed(PlanNode input, Collection<String> wanted) {
    Map<String, GroupByItem.Unit> units = new LinkedHashMap<>();
    wanted.forEach(c -> ownUnit(c).ifPresent(u -> units.put(c, u)));
    return TimeColumns.added(input, Rows.TIME, units, context.spines());
  }

  /**
   * Whether the time spine gives rows another time than their own: they are cumulated or offset.
   */
  public boolean hasNewTime() {
    return !spec.offsets().isEmpty() || isCumulated();
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

  /**
   * The queried units of the time that an offset gives. Cumulated rows keep single dates, because
   * periods are made of them later.
   */
  private List<GroupByItem.Unit> offsetUnits(RowSpec.Offset offset) {
    boolean single = isCumulated() && offset.toGrain().isPresent();
    return single ? List.of() : requested();
  }

  /** Whether rows are cumulated. A query without a time counts all rows instead. */
  boolean isCumulated() {
    return spec.span().isPresent() && !requestedUnits().isEmpty();
  }

  private TimeSpineJoins shifts() {
    return new TimeSpineJoins(spines());
  }

  /** Time spines for these rows. */
  Spines spines() {
    return context.spines().covering(List.of(new Spines.TimeColumn(spec.model(), spec.time())));
  }

  private PlanNode withMetrics(PlanNode input, JoinKind kind) {
    PlanNode result = input;
    for (Map.Entry<String, FilterColumns.MetricColumn> one : columns.metrics().entrySet()) {
      PlanNode values =
          metricValues.byEntities(
              context, one.getValue().template(), one.getKey(), one.getValue().where());
      result = withMetric(values, result, kind, one.getKey(), one.getValue());
    }
    return result;
  }

  /**
   * Joins a metric to the rows of its entity.
   *
   * <pre>
   *   rows                values                   gives   customer | channel | orders
   *   customer | channel  __by_customer | orders           c1       | web     | 2
   *   c1       | web      c1            | 2                c2       | app     | NULL
   *   c2       | app
   * </pre>
   *
   * @param values the metric by entity
   */
  static PlanNode withMetric(
      PlanNode values,
      PlanNode rows,
      JoinKind kind,
      String column,
      FilterColumns.MetricColumn metric) {
    List<Expr> on = new ArrayList<>();
    for (int i = 0; i < metric.keyColumns().size(); i++) {
      on.add(Join.equal(metric.keyColumns().get(i), values.columns().get(i)));
    }
    List<Named> all = new ArrayList<>(Named.of(Join.LEFT, rows.columns()));
    all.add(Named.of(Join.RIGHT, column));
    return Join.on(
        "%s of each %s".formatted(metric.template().metric(), metric.keyColumns().get(0)),
        kind,
        rows,
        values,
        Expr.and(on),
        all);
  }

  private Optional<Expr> condition() {
    List<Expr> all =
        new ArrayList<>(columns.conditions().stream().map(FilterColumns.Condition::expr).toList());
    range().ifPresent(all::add);
    return Expr.allOf(all);
  }

  private Optional<Expr> range() {
    return scope.range().map(r -> between(Rows.TIME, r));
  }

  public static Expr between(String column, TimeRange range) {
    Expr time = Expr.column(column);
    return Expr.and(
        List.of(
            Expr.infix(time, Operator.GREATER_OR_EQUAL, TimeRanges.literal(range.from())),
            Expr.infix(time, Operator.LESS_OR_EQUAL, TimeRanges.literal(range.to()))));
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
