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

/** The periods of the time spine that a query asks for. */
public final class SpineMoments {
  private SpineMoments() {}

  /** The asked periods, each once, of which time range and time filters leave anything. */
  static PlanNode asked(PlanningContext context, RowPlanner rows, Scope scope, boolean perMoment) {
    Map<String, GroupByItem.Unit> asked = rows.askedUnits();
    List<FilterColumns.Condition> filters =
        rows.columns().conditions().stream().filter(FilterColumns.Condition::onlyOwnTime).toList();
    Map<String, GroupByItem.Unit> needed = new LinkedHashMap<>(asked);
    filters.forEach(
        f -> f.columns().forEach(c -> rows.ownUnit(c).ifPresent(u -> needed.put(c, u))));
    Grain grain =
        finest(context, perMoment ? Optional.of(rows.momentGrain()) : Optional.empty(), needed);
    PlanNode moments =
        TimeColumns.added(
            rows.spines().moments(grain, Rows.TIME), Rows.TIME, needed, context.spines());
    List<Expr> conditions =
        new ArrayList<>(filters.stream().map(FilterColumns.Condition::expr).toList());
    scope.range().ifPresent(r -> conditions.add(RowPlanner.between(Rows.TIME, r)));
    List<Named> columns = new ArrayList<>(asked.keySet().stream().map(Named::same).toList());
    if (perMoment) {
      columns.add(Named.same(Rows.TIME));
    }
    return new PlanNode.Transform(
        "periods asked for",
        moments,
        columns,
        conditions.isEmpty() ? Optional.empty() : Optional.of(Expr.and(conditions)),
        true);
  }

  /** The grain of the spine that a unit is found by. */
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

  /** The finest grain among what is asked; parts of dates need days, custom grains their spine. */
  public static Grain finest(
      PlanningContext context, Optional<Grain> moment, Map<String, GroupByItem.Unit> units) {
    List<Grain> all = new ArrayList<>(moment.stream().toList());
    units.values().forEach(unit -> all.add(unit.match(new SpineGrain(context.spines()))));
    Grain finest = all.stream().min(Grain::compareTo).orElse(Grain.DAY);
    boolean others = all.stream().anyMatch(finest::finerThan);
    // Months cannot be told from weeks.
    return finest == Grain.WEEK && others ? Grain.DAY : finest;
  }
}
