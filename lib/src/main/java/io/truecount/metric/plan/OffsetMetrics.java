package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.Metric.MeasureInput;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.Template;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shifts the values of a whole metric in time, instead of the rows that it is made of. */
final class OffsetMetrics {
  private static final String MOVED = "__moved_time";

  private final Planner planner;
  private final Scope scope;

  OffsetMetrics(Planner planner, Scope scope) {
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

  /** Whether the values of a metric are shifted; else its rows are, before they are aggregated. */
  boolean shiftsValues(Metric metric, RowSpec.Offset offset) {
    return planner.semantics().wholePeriods()
        ? shiftsWholePeriods(metric, offset)
        : shiftsAsMetricFlow(metric, offset);
  }

  /**
   * Values of whole periods are shifted where the offset is a whole number of them. The rows of a
   * plain measure give the same, and can be shifted by days or months everywhere else.
   */
  private boolean shiftsWholePeriods(Metric metric, RowSpec.Offset offset) {
    List<MeasureInput> inputs = Groups.inputs(planner, metric);
    Optional<Grain> period = OffsetPeriods.whole(units(inputs).values(), offset);
    if (metric instanceof Metric.Conversion && period.isEmpty()) {
      checkIsWhole(metric, inputs, offset);
      return true;
    }
    boolean plain =
        metric instanceof Metric.Simple s && s.input().measure().nonAdditive().isEmpty();
    boolean single = metric instanceof Metric.Simple || metric instanceof Metric.Cumulative;
    return period.isPresent()
        && !plain
        && (!single || planner.grain(inputs.get(0)).finerThan(period.get()));
  }

  /** Conversions are counted at their base events, and only their numbers can be shifted. */
  private void checkIsWhole(Metric metric, List<MeasureInput> inputs, RowSpec.Offset offset) {
    String length = offset.window().map(Window::toString).or(offset::toGrain).orElse("");
    boolean custom =
        units(inputs).values().stream().anyMatch(Item.OfCustom.class::isInstance)
            || offset.toGrain().or(() -> offset.window().map(Window::grain)).stream()
                .anyMatch(planner.manifest()::isCustomGrain);
    if (!custom) {
      throw TruecountException.invalid(
          Problem.of(
              "conversion metric \"%s\" is offset by %s, which is no whole number of the periods"
                      .formatted(metric.name(), length)
                  + " that are asked for",
              "query",
              "ask by day, or by a period that the offset is a multiple of"));
    }
  }

  /**
   * Every metric but those of one measure; these when the periods that are asked for are coarser
   * than their time, and not coarser than the offset.
   */
  private boolean shiftsAsMetricFlow(Metric metric, RowSpec.Offset offset) {
    if (metric instanceof Metric.Cumulative) {
      return false;
    } else if (!(metric instanceof Metric.Simple simple)) {
      return true;
    } else {
      return shiftsAsMetricFlow(simple.input(), offset);
    }
  }

  private boolean shiftsAsMetricFlow(MeasureInput input, RowSpec.Offset offset) {
    Optional<Grain> by =
        offset.window().map(Window::grain).or(offset::toGrain).flatMap(Grain::named);
    Collection<Item.Unit> units = units(List.of(input)).values();
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

  /** What is asked of the own time of any of the measures, by column. */
  private Map<String, Item.Unit> units(List<MeasureInput> inputs) {
    Map<String, Item.Unit> units = new LinkedHashMap<>();
    scope
        .groups()
        .forEach((column, item) -> unit(inputs, item).ifPresent(u -> units.put(column, u)));
    return units;
  }

  static boolean isOnTime(Planner planner, Metric metric, Filter filter) {
    List<MeasureInput> inputs = Groups.inputs(planner, metric);
    return filter.templates().values().stream()
        .anyMatch(t -> t instanceof Template.Item item && isTime(planner, inputs, item.name()));
  }

  PlanNode plan(String column, Leaf.Moved leaf) {
    List<MeasureInput> inputs = Groups.inputs(planner, leaf.metric());
    Map<String, Item.Unit> units = units(inputs);
    Map<String, ItemName> others = new LinkedHashMap<>(scope.groups());
    others.keySet().removeAll(units.keySet());
    Grain grain = joinGrain(units, leaf.offset());
    others.put(
        MOVED, ItemName.parse(ItemName.METRIC_TIME, planner.manifest()).withGrain(grain.label()));
    PlanNode values =
        planner.values(
            Map.of(column, leaf.metric()), new Scope(others, Optional.empty()), leaf.inner());
    PlanNode moved =
        new TimeShifts(planner.spines(inputs))
            .offset(values, MOVED, grain, grain, leaf.offset(), List.copyOf(units.values()));
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
  private Grain joinGrain(Map<String, Item.Unit> units, RowSpec.Offset offset) {
    Optional<Grain> whole =
        planner.semantics().wholePeriods()
            ? OffsetPeriods.whole(units.values(), offset)
            : Optional.empty();
    return whole.orElseGet(() -> SpineMoments.finest(planner, Optional.empty(), units));
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
