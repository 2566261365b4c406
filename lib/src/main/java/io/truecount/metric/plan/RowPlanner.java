package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.PlanNode.Join;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery.TimeRange;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** From a {@link RowSpec} to the filtered rows that measures are aggregated over. */
public final class RowPlanner {
  private final PlanningContext context;
  private final MetricValues metricValues;
  private final RowSpec spec;
  private final Scope scope;
  private final FilterColumns columns;
  private final Rows rows;
  private boolean keepsDays;

  /**
   * @param metricValues of the metrics that filters name
   */
  public RowPlanner(PlanningContext context, MetricValues metricValues, RowSpec spec, Scope scope) {
    this.context = context;
    this.metricValues = metricValues;
    this.spec = spec;
    this.scope = scope;
    this.columns = new FilterColumns(scope.groups(), this::resolve);
    this.rows =
        new Rows(
            spec.model(),
            Optional.of(spec.time()),
            Rows.LEFT_JOIN,
            context.semantics().sharedJoins());
    for (Filter filter : spec.filters()) {
      columns.add(filter, this::resolveKey);
    }
  }

  public Grain grain() {
    return spec.time().grain().orElse(Grain.DAY);
  }

  /**
   * The grain of the moments that rows get as their new times: days, unless something finer is
   * asked for or used, or the time itself is coarser.
   */
  public Grain momentGrain() {
    boolean own = !isMoved() || (!context.semantics().daySpine() && context.spines().has(grain()));
    return own ? grain() : coarser(grain(), MomentGrain.of(context, spec, ownUnits(), asked()));
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

  /** The rows' key for a metric's value: the entity that is named last, else the way as written. */
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
  public Map<String, GroupByItem.Unit> askedUnits() {
    Map<String, GroupByItem.Unit> result = new LinkedHashMap<>();
    scope.columns().forEach(c -> ownUnit(c).ifPresent(unit -> result.put(c, unit)));
    return result;
  }

  private List<GroupByItem.Unit> asked() {
    return List.copyOf(askedUnits().values());
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

  public void need(String column, String sql, String where) {
    rows.needOwn(column, sql, where);
  }

  void needMoment() {
    rows.needMoment();
  }

  /** The rows, with a column for everything that was asked of this context. */
  PlanNode plan() {
    return PlanNode.Transform.filter("rows that are asked for", unfiltered(), condition());
  }

  /** All rows, with the columns that conditions are about. */
  public PlanNode unfiltered() {
    columns.items().forEach(rows::need);
    rows.cutTimeTo(momentGrain());
    boolean raw = context.semantics().rawTimes() && !isMoved();
    if (rows.isVersioned() && raw) {
      rows.needMoment();
    }
    PlanNode result = moved(rows.source(context.semantics().nullTimes()));
    result = rows.joined(result, raw ? Rows.MOMENT : Rows.TIME, context.spines());
    return withMetrics(timed(result, columns.items().keySet()), "LEFT JOIN");
  }

  /**
   * The same from partial aggregates instead of rows, where only those conditions are left that are
   * on the time after a move.
   */
  public PlanNode onParts(PlanNode parts) {
    if (!isMoved()) {
      return timed(parts, scope.columns());
    }
    List<Expr> all =
        new ArrayList<>(
            columns.conditions().stream()
                .filter(FilterColumns.Condition::onlyOwnTime)
                .map(FilterColumns.Condition::expr)
                .toList());
    range().ifPresent(all::add);
    return PlanNode.Transform.filter(
        "periods that are asked for",
        timed(moved(parts), columns.items().keySet()),
        all.isEmpty() ? Optional.empty() : Optional.of(Expr.and(all)));
  }

  private PlanNode moved(PlanNode input) {
    PlanNode result = input;
    Grain times = momentGrain();
    if (isCumulated()) {
      Optional<Expr> moments = spec.offsets().isEmpty() ? range() : Optional.empty();
      result = shifts().cumulated(result, Rows.TIME, times, spec.span().orElseThrow(), moments);
    }
    Grain step = spec.offsets().isEmpty() ? times : step();
    for (RowSpec.Offset offset : spec.offsets()) {
      result = shifts().offset(result, Rows.TIME, times, step, offset, movedUnits(offset));
      times = step;
    }
    return result;
  }

  /** The periods that the offsets shift. Moments that are told apart later stay single. */
  private Grain step() {
    Grain moments = momentGrain();
    List<GroupByItem.Unit> asked = asked();
    if (!context.semantics().wholePeriods() || isCumulated() || keepsDays) {
      return moments;
    }
    List<Grain> whole =
        spec.offsets().stream()
            .flatMap(offset -> OffsetPeriods.whole(asked, offset).stream())
            .toList();
    if (whole.size() == spec.offsets().size()) {
      return coarser(whole.get(0), moments);
    }
    return spec.offsets().stream().allMatch(offset -> OffsetPeriods.isOfMonths(asked, offset))
        ? coarser(Grain.MONTH, moments)
        : moments;
  }

  private PlanNode timed(PlanNode input, Collection<String> wanted) {
    Map<String, GroupByItem.Unit> units = new LinkedHashMap<>();
    wanted.forEach(c -> ownUnit(c).ifPresent(u -> units.put(c, u)));
    return TimeColumns.added(input, Rows.TIME, units, context.spines());
  }

  /** Whether rows count at another time than their own. */
  public boolean isMoved() {
    return !spec.offsets().isEmpty() || isCumulated();
  }

  /** Whether a join compares with the time of the row; complete when the filters are known. */
  public boolean isVersioned() {
    return columns.items().values().stream()
        .flatMap(item -> item.path().stream())
        .anyMatch(hop -> hop.target().validity(Dimension.Validity.START).isPresent());
  }

  /** The filters that say nothing of the rows' own time. */
  public List<Filter> filtersOffTime() {
    return IntStream.range(0, spec.filters().size())
        .filter(i -> !columns.conditions().get(i).anyOwnTime())
        .mapToObj(i -> spec.filters().get(i))
        .toList();
  }

  /** Adds a filter and gives its condition over the columns of the rows. */
  public Expr condition(Filter filter) {
    return columns.add(filter, this::resolveKey).expr();
  }

  /**
   * What is asked of the moved time. The moments of a running total stay single until the periods
   * are put together from them.
   */
  private List<GroupByItem.Unit> movedUnits(RowSpec.Offset offset) {
    boolean single = isCumulated() && offset.toGrain().isPresent();
    return single ? List.of() : asked();
  }

  /** Without a time in the question there is nothing to cumulate over: all rows count. */
  boolean isCumulated() {
    return spec.span().isPresent() && !askedUnits().isEmpty();
  }

  private TimeSpineJoins shifts() {
    return new TimeSpineJoins(spines());
  }

  /** Time spines for these rows. */
  Spines spines() {
    return context.spines().covering(List.of(new Spines.TimeColumn(spec.model(), spec.time())));
  }

  private PlanNode withMetrics(PlanNode input, String kind) {
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
   * The rows with a metric's value for their entity.
   *
   * @param values the metric by entity
   */
  static PlanNode withMetric(
      PlanNode values,
      PlanNode rows,
      String kind,
      String column,
      FilterColumns.MetricColumn metric) {
    List<Expr> on = new ArrayList<>();
    for (int i = 0; i < metric.keyColumns().size(); i++) {
      on.add(
          Expr.equal(
              Expr.column(Join.LEFT, metric.keyColumns().get(i)),
              Expr.column(Join.RIGHT, values.columns().get(i))));
    }
    List<Named> all =
        new ArrayList<>(rows.columns().stream().map(c -> Named.of(Join.LEFT, c)).toList());
    all.add(Named.of(Join.RIGHT, column));
    return new Join(
        "%s of each %s".formatted(metric.template().metric(), metric.keyColumns().get(0)),
        kind,
        rows,
        values,
        Optional.of(Expr.and(on)),
        all,
        Optional.empty());
  }

  private Optional<Expr> condition() {
    List<Expr> all =
        new ArrayList<>(columns.conditions().stream().map(FilterColumns.Condition::expr).toList());
    range().ifPresent(all::add);
    return all.isEmpty() ? Optional.empty() : Optional.of(Expr.and(all));
  }

  private Optional<Expr> range() {
    return scope.range().map(r -> between(Rows.TIME, r));
  }

  public static Expr between(String column, TimeRange range) {
    Expr time = Expr.column(column);
    return Expr.and(
        List.of(
            new Expr.Infix(">=", List.of(time, TimeRanges.literal(range.from()))),
            new Expr.Infix("<=", List.of(time, TimeRanges.literal(range.to())))));
  }

  /** Only the rows at the first or last date of each group. */
  PlanNode atLevel(Measure.NonAdditive level) {
    keepsDays = true;
    return new SemiAdditiveRows(this, spec, scope, level).plan();
  }

  /** Adds a column with a value of the model's own table. */
  void needValue(String column, Expr value) {
    rows.needOwnValue(column, value);
  }
}
