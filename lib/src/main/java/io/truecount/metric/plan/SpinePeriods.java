package io.truecount.metric.plan;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans the periods of the time spine that a query groups by. */
public final class SpinePeriods {
  private SpinePeriods() {}

  /**
   * The queried periods, each once, without those that the time range and the filters on the time
   * leave nothing of.
   *
   * <pre>
   *   spine: 30 May, 31 May, 1 June     by month, from 31 May on   gives   May, June
   * </pre>
   */
  static PlanNode requested(
      PlanningContext context, RowPlanner rows, Scope scope, boolean perSpineValue) {
    Map<String, GroupByItem.Unit> requested = rows.requestedUnits();
    List<FilterColumns.Condition> filters =
        rows.columns().conditions().stream().filter(FilterColumns.Condition::onlyOwnTime).toList();
    Map<String, GroupByItem.Unit> needed = new LinkedHashMap<>(requested);
    filters.forEach(
        f -> f.columns().forEach(c -> rows.ownUnit(c).ifPresent(u -> needed.put(c, u))));
    Grain grain =
        finest(
            context, perSpineValue ? Optional.of(rows.newTimeGrain()) : Optional.empty(), needed);
    PlanNode spine =
        TimeColumns.added(
            rows.spines().values(grain, Rows.TIME), Rows.TIME, needed, context.spines());
    List<Expr> conditions =
        new ArrayList<>(filters.stream().map(FilterColumns.Condition::expr).toList());
    scope.range().ifPresent(r -> conditions.add(TimeRanges.between(Rows.TIME, r)));
    List<Named> columns = new ArrayList<>(Named.same(List.copyOf(requested.keySet())));
    if (perSpineValue) {
      columns.add(Named.same(Rows.TIME));
    }
    return Transform.distinct("periods asked for", spine, columns, Expr.allOf(conditions));
  }

  /** The grain of the time spine that a unit is computed from. */
  private record SpineGrain(Spines spines) implements GroupByItem.UnitCases<Grain> {
    @Override
    public Grain grain(Grain grain) {
      return grain;
    }

    @Override
    public Grain part(DatePart part) {
      return Grain.DAY;
    }

    @Override
    public Grain custom(String grain) {
      return spines.ofCustom(grain).grain();
    }
  }

  /**
   * The finest grain that these units are computed from: parts of dates from days, custom grains
   * from the grain of their time spine.
   */
  public static Grain finest(
      PlanningContext context, Optional<Grain> spine, Map<String, GroupByItem.Unit> units) {
    List<Grain> all = new ArrayList<>(spine.stream().toList());
    units.values().forEach(unit -> all.add(unit.match(new SpineGrain(context.spines()))));
    Grain finest = all.stream().min(Grain::compareTo).orElse(Grain.DAY);
    boolean others = all.stream().anyMatch(finest::finerThan);
    // A week may lie in two months, so that longer periods cannot be computed from weeks.
    return finest == Grain.WEEK && others ? Grain.DAY : finest;
  }
}
