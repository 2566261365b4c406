package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.Metric.MeasureInput;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.Template;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moves a metric that is itself made of metrics: its values, not its rows, get another time. */
final class Moves {
  private static final String MOVED = "__moved_time";

  private final Planner planner;
  private final Scope scope;

  Moves(Planner planner, Scope scope) {
    this.planner = planner;
    this.scope = scope;
  }

  /** Whether the groups hold the own time of any of the measures. */
  static boolean asksTime(Planner planner, Scope scope, List<MeasureInput> inputs) {
    return scope.groups().values().stream().anyMatch(name -> isTime(planner, inputs, name));
  }

  private static boolean isTime(Planner planner, List<MeasureInput> inputs, ItemName name) {
    return inputs.stream()
        .anyMatch(
            i ->
                planner
                    .resolver()
                    .find(planner.model(i), Optional.of(planner.time(i)), name, "query")
                    .filter(Item::isOwnTime)
                    .isPresent());
  }

  /**
   * Whether a measure's value is moved as a whole: when the periods that are asked for are coarser
   * than its time, and not coarser than the offset.
   */
  static boolean movesPeriods(
      Planner planner, Scope scope, MeasureInput input, RowSpec.Offset offset) {
    if (planner.semantics().shiftsDays()) {
      return false;
    }
    Optional<Grain> by =
        offset.window().map(w -> w.grain()).or(offset::toGrain).flatMap(Grain::named);
    List<Item.Unit> units =
        scope.groups().values().stream()
            .flatMap(name -> new Moves(planner, scope).unit(List.of(input), name).stream())
            .toList();
    boolean standard = by.isPresent() && units.stream().allMatch(Item.OfGrain.class::isInstance);
    if (!standard || units.isEmpty()) {
      return false;
    }
    Grain finest =
        units.stream()
            .map(unit -> ((Item.OfGrain) unit).grain())
            .min(Grain::compareTo)
            .orElseThrow();
    boolean loneWeeks = finest == Grain.WEEK && (offset.toGrain().isPresent() || units.size() > 1);
    return planner.grain(input).finerThan(finest) && !by.get().finerThan(finest) && !loneWeeks;
  }

  static boolean isOnTime(Planner planner, Metric metric, Filter filter) {
    List<MeasureInput> inputs = Groups.inputs(planner, metric);
    return filter.templates().values().stream()
        .anyMatch(t -> t instanceof Template.Item item && isTime(planner, inputs, item.name()));
  }

  PlanNode plan(String column, Leaf.Moved leaf) {
    List<MeasureInput> inputs = Groups.inputs(planner, leaf.metric());
    Map<String, Item.Unit> units = new LinkedHashMap<>();
    Map<String, ItemName> others = new LinkedHashMap<>();
    scope
        .groups()
        .forEach(
            (name, item) ->
                unit(inputs, item)
                    .ifPresentOrElse(u -> units.put(name, u), () -> others.put(name, item)));
    if (units.isEmpty()) {
      throw TruecountException.invalid(
          Problem.of(
              "metric \"%s\" is moved in time and asked for without it"
                  .formatted(leaf.metric().name()),
              "query",
              "add metric_time to what is grouped by"));
    }
    Grain grain = joinGrain(units);
    others.put(
        MOVED, ItemName.parse(ItemName.METRIC_TIME, planner.manifest()).withGrain(grain.label()));
    PlanNode values =
        planner.values(
            Map.of(column, leaf.metric()), new Scope(others, Optional.empty()), leaf.inner());
    PlanNode moved =
        new TimeShifts(planner.spines())
            .offset(values, MOVED, grain, leaf.offset(), List.copyOf(units.values()));
    return filtered(column, leaf, inputs, units, moved);
  }

  private Optional<Item.Unit> unit(List<MeasureInput> inputs, ItemName name) {
    return inputs.stream()
        .flatMap(
            i ->
                planner
                    .resolver()
                    .find(planner.model(i), Optional.of(planner.time(i)), name, "query")
                    .stream())
        .filter(Item::isOwnTime)
        .map(item -> ((Item.Time) item).unit())
        .findFirst();
  }

  /** The finest asked grain; what is no standard grain is computed from days. */
  private Grain joinGrain(Map<String, Item.Unit> units) {
    return SpineMoments.finest(planner, Optional.empty(), units);
  }

  private PlanNode filtered(
      String column,
      Leaf.Moved leaf,
      List<MeasureInput> inputs,
      Map<String, Item.Unit> units,
      PlanNode moved) {
    Map<String, Item.Unit> needed = new LinkedHashMap<>(units);
    List<Expr> conditions = new ArrayList<>();
    for (Filter filter : leaf.outer()) {
      conditions.add(condition(filter, inputs, needed));
    }
    PlanNode result = TimeColumns.added(moved, MOVED, needed, planner.spines());
    scope.range().ifPresent(r -> conditions.add(RowPlanner.between(MOVED, r)));
    List<Named> columns = new ArrayList<>(scope.columns().stream().map(Named::same).toList());
    columns.add(Named.same(column));
    return new PlanNode.Transform(
        "%s at its new time".formatted(leaf.metric().name()),
        result,
        columns,
        conditions.isEmpty() ? Optional.empty() : Optional.of(Expr.and(conditions)),
        false);
  }

  private Expr condition(Filter filter, List<MeasureInput> inputs, Map<String, Item.Unit> needed) {
    Map<String, String> names = new LinkedHashMap<>();
    filter
        .templates()
        .forEach(
            (placeholder, template) -> {
              if (template instanceof Template.Item item) {
                ItemName name = withGrain(item.name());
                Item.Unit unit =
                    unit(inputs, name)
                        .orElseThrow(
                            () ->
                                TruecountException.invalid(
                                    Problem.of(
                                        "\"%s\" stands in one filter with the time of a moved metric"
                                            .formatted(name),
                                        filter.where(),
                                        "write two filters")));
                needed.putIfAbsent("__filter_" + name, unit);
                names.put(placeholder, "__filter_" + name);
              }
            });
    return filter.condition().mapColumns(c -> Expr.column(names.getOrDefault(c.name(), c.name())));
  }

  private static ItemName withGrain(ItemName name) {
    return name.isMetricTime() && name.grain().isEmpty() && name.part().isEmpty()
        ? name.withGrain(Grain.DAY.label())
        : name;
  }
}
