package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.TimeSpine;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The periods of the time spine that a query asks for. */
final class SpineMoments {
  private SpineMoments() {}

  /** The asked periods, each once, of which time range and time filters leave anything. */
  static PlanNode asked(Planner planner, RowPlanner rows, Scope scope, boolean perMoment) {
    Map<String, Item.Unit> asked = rows.askedUnits();
    List<FilterColumns.Condition> filters =
        rows.columns().conditions().stream().filter(FilterColumns.Condition::onlyOwnTime).toList();
    Map<String, Item.Unit> needed = new LinkedHashMap<>(asked);
    filters.forEach(
        f -> f.columns().forEach(c -> rows.ownUnit(c).ifPresent(u -> needed.put(c, u))));
    Grain grain =
        finest(planner, perMoment ? Optional.of(rows.momentGrain()) : Optional.empty(), needed);
    PlanNode moments =
        TimeColumns.added(
            rows.spines().moments(grain, Rows.TIME), Rows.TIME, needed, planner.spines());
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

  /** The finest grain among what is asked; parts of dates need days, custom grains their spine. */
  static Grain finest(Planner planner, Optional<Grain> moment, Map<String, Item.Unit> units) {
    List<Grain> all = new ArrayList<>(moment.stream().toList());
    for (Item.Unit unit : units.values()) {
      if (unit instanceof Item.OfGrain ofGrain) {
        all.add(ofGrain.grain());
      } else if (unit instanceof Item.OfCustom custom) {
        TimeSpine spine = planner.spines().ofCustom(custom.grain());
        all.add(spine.grain());
      } else {
        all.add(Grain.DAY);
      }
    }
    Grain finest = all.stream().min(Grain::compareTo).orElse(Grain.DAY);
    boolean others = all.stream().anyMatch(finest::finerThan);
    // Months cannot be told from weeks.
    return finest == Grain.WEEK && others ? Grain.DAY : finest;
  }
}
