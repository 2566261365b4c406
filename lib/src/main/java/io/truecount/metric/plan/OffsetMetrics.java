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

/**
 * Plans offset metrics whose values are shifted in time after they were aggregated; other offsets
 * shift the rows before that.
 *
 * <pre>
 *   month | orders    offset by 1 month gives   month | orders
 *   March | 3                                   April | 3
 *   April | 5                                   May   | 5
 * </pre>
 */
final class OffsetMetrics {
  /**
   * The reason in errors about an offset of a conversion metric that is not a number of whole
   * periods.
   */
  static final String WHOLE_ONLY =
      "conversions are counted at their base events, so that only the numbers of whole periods can"
          + " be shifted";

  private static final String OFFSET_TIME = "__moved_time";

  private final PlanningContext context;
  private final Scope scope;

  OffsetMetrics(PlanningContext context, Scope scope) {
    this.context = context;
    this.scope = scope;
  }

  /** Whether any group is the own time of any of the measures. */
  static boolean groupsByTime(PlanningContext context, Scope scope, List<MeasureInput> inputs) {
    return scope.groups().values().stream().anyMatch(name -> isTime(context, inputs, name));
  }

  private static boolean isTime(PlanningContext context, List<MeasureInput> inputs, ItemName name) {
    return inputs.stream()
        .anyMatch(
            i ->
                context
                    .resolver()
                    .find(context.model(i), Optional.of(context.time(i)), name, "query")
                    .filter(GroupByItem::isOwnTime)
                    .isPresent());
  }

  /**
   * Whether the values of a metric are shifted; if not, its rows are, before they are aggregated.
   */
  boolean shiftsValues(Metric metric, RowSpec.Offset offset) {
    return context.semantics().shiftsWholePeriods()
        ? shiftsWholePeriods(metric, offset)
        : shiftsAsMetricFlow(metric, offset);
  }

  /**
   * Truecount's rule: values are shifted when the offset is a whole number of the queried periods.
   * Shifting the rows of an additive measure gives the same, and works with any other offset too.
   */
  private boolean shiftsWholePeriods(Metric metric, RowSpec.Offset offset) {
    List<MeasureInput> inputs = context.inputs(metric);
    Optional<Grain> period = OffsetPeriods.whole(units(inputs).values(), offset);
    return metric.match(
        new Metric.Cases<>() {
          @Override
          public Boolean simple(Metric.Simple simple) {
            boolean level = simple.input().measure().nonAdditive().isPresent();
            return level && isFiner(simple.input(), period);
          }

          @Override
          public Boolean cumulative(Metric.Cumulative cumulative) {
            return isFiner(cumulative.input(), period);
          }

          @Override
          public Boolean ratio(Metric.Ratio ratio) {
            return period.isPresent();
          }

          @Override
          public Boolean derived(Metric.Derived derived) {
            return period.isPresent();
          }

          @Override
          public Boolean conversion(Metric.Conversion conversion) {
            if (period.isEmpty()) {
              checkIsWhole(conversion, inputs, offset);
            }
            return true;
          }
        });
  }

  private boolean isFiner(MeasureInput input, Optional<Grain> period) {
    return period.filter(context.grain(input)::finerThan).isPresent();
  }

  /**
   * Refuses an offset of a conversion metric that is not a whole number of periods: conversions are
   * counted at their base events, so that their rows cannot be shifted.
   */
  private void checkIsWhole(Metric metric, List<MeasureInput> inputs, RowSpec.Offset offset) {
    String length = offset.window().map(Window::toString).or(offset::toGrain).orElse("");
    boolean custom =
        units(inputs).values().stream().anyMatch(GroupByItem.OfCustom.class::isInstance)
            || offset.toGrain().or(() -> offset.window().map(Window::grain)).stream()
                .anyMatch(context.manifest()::isCustomGrain);
    if (!custom) {
      throw TruecountException.invalid(
          new Problem(
              "conversion metric \"%s\" is offset by %s, which is no whole number of the periods"
                      .formatted(metric.name(), length)
                  + " that are queried",
              metric.header().where(),
              WHOLE_ONLY,
              "query it by %s, or by another period that the offset is a multiple of"
                  .formatted(
                      offset.window().map(Window::grain).or(offset::toGrain).orElse("day"))));
    }
  }

  /**
   * MetricFlow's rule: values are shifted of every metric but simple and cumulative ones; of a
   * simple one when the queried periods are coarser than its time and not coarser than the offset.
   */
  private boolean shiftsAsMetricFlow(Metric metric, RowSpec.Offset offset) {
    return metric.match(
        new Metric.Cases<>() {
          @Override
          public Boolean simple(Metric.Simple simple) {
            return shiftsAsMetricFlow(simple.input(), offset);
          }

          @Override
          public Boolean ratio(Metric.Ratio ratio) {
            return true;
          }

          @Override
          public Boolean derived(Metric.Derived derived) {
            return true;
          }

          @Override
          public Boolean cumulative(Metric.Cumulative cumulative) {
            return false;
          }

          @Override
          public Boolean conversion(Metric.Conversion conversion) {
            return true;
          }
        });
  }

  private boolean shiftsAsMetricFlow(MeasureInput input, RowSpec.Offset offset) {
    Optional<Grain> by =
        offset.window().map(Window::grain).or(offset::toGrain).flatMap(Grain::named);
    Collection<GroupByItem.Unit> units = units(List.of(input)).values();
    boolean standard =
        by.isPresent() && units.stream().allMatch(GroupByItem.OfGrain.class::isInstance);
    if (!standard || units.isEmpty()) {
      return false;
    }
    Grain finest =
        units.stream()
            .map(unit -> ((GroupByItem.OfGrain) unit).grain())
            .min(Grain::compareTo)
            .orElseThrow();
    boolean loneWeeks = finest == Grain.WEEK && (offset.toGrain().isPresent() || units.size() > 1);
    return context.grain(input).finerThan(finest) && !by.get().finerThan(finest) && !loneWeeks;
  }

  /** The queried units of the own time of any of the measures, by column. */
  private Map<String, GroupByItem.Unit> units(List<MeasureInput> inputs) {
    Map<String, GroupByItem.Unit> units = new LinkedHashMap<>();
    scope
        .groups()
        .forEach((column, item) -> unit(inputs, item).ifPresent(u -> units.put(column, u)));
    return units;
  }

  static boolean isOnTime(PlanningContext context, Metric metric, Filter filter) {
    List<MeasureInput> inputs = context.inputs(metric);
    return filter.templates().values().stream()
        .anyMatch(t -> t instanceof Template.Item item && isTime(context, inputs, item.name()));
  }

  /**
   * Plans the metric at its own time, then gives the values their new time.
   *
   * @param column the name of the metric's column
   * @param metricValues plans the metric at its own time
   * @return the columns of the scope, then the metric
   */
  PlanNode plan(String column, AggregatedInput.Offset input, MetricValues metricValues) {
    List<MeasureInput> inputs = context.inputs(input.metric());
    Map<String, GroupByItem.Unit> units = units(inputs);
    Map<String, ItemName> others = new LinkedHashMap<>(scope.groups());
    others.keySet().removeAll(units.keySet());
    Grain grain = joinGrain(units, input.offset());
    others.put(
        OFFSET_TIME,
        ItemName.parse(ItemName.METRIC_TIME, context.manifest()).withGrain(grain.label()));
    PlanNode values =
        metricValues.plan(
            Map.of(column, input.metric()), new Scope(others, Optional.empty()), input.inner());
    PlanNode offset =
        new TimeSpineJoins(context.spines(inputs))
            .offset(values, OFFSET_TIME, grain, grain, input.offset(), List.copyOf(units.values()));
    return filtered(column, input, inputs, units, offset);
  }

  private Optional<GroupByItem.Unit> unit(List<MeasureInput> inputs, ItemName name) {
    return inputs.stream()
        .flatMap(
            i ->
                context
                    .resolver()
                    .find(context.model(i), Optional.of(context.time(i)), name, "query")
                    .stream())
        .filter(GroupByItem::isOwnTime)
        .map(item -> ((GroupByItem.Time) item).unit())
        .findFirst();
  }

  /**
   * The grain that values are shifted at: the finest queried one; days for custom grains and parts
   * of dates.
   */
  private Grain joinGrain(Map<String, GroupByItem.Unit> units, RowSpec.Offset offset) {
    Optional<Grain> whole =
        context.semantics().shiftsWholePeriods()
            ? OffsetPeriods.whole(units.values(), offset)
            : Optional.empty();
    return whole.orElseGet(() -> SpinePeriods.finest(context, Optional.empty(), units));
  }

  private PlanNode filtered(
      String column,
      AggregatedInput.Offset input,
      List<MeasureInput> inputs,
      Map<String, GroupByItem.Unit> units,
      PlanNode offset) {
    Map<String, GroupByItem.Unit> needed = new LinkedHashMap<>(units);
    List<Expr> conditions = new ArrayList<>();
    for (Filter filter : input.outer()) {
      conditions.add(condition(filter, inputs, needed));
    }
    PlanNode result = TimeColumns.added(offset, OFFSET_TIME, needed, context.spines());
    scope.range().ifPresent(r -> conditions.add(RowPlanner.between(OFFSET_TIME, r)));
    List<Named> columns = new ArrayList<>(Named.same(scope.columns()));
    columns.add(Named.same(column));
    return Transform.filtered(
        "%s at its new time".formatted(input.metric().name()),
        result,
        columns,
        Expr.allOf(conditions));
  }

  private Expr condition(
      Filter filter, List<MeasureInput> inputs, Map<String, GroupByItem.Unit> needed) {
    Map<String, String> names = new LinkedHashMap<>();
    filter
        .templates()
        .forEach(
            (placeholder, call) ->
                names.put(placeholder, call.match(new OffsetTimes(filter, inputs, needed))));
    return filter.condition().mapColumns(c -> Expr.column(names.getOrDefault(c.name(), c.name())));
  }

  /** Finds the columns of the times that one filter names, and adds those that are missing. */
  private final class OffsetTimes implements Template.Cases<String> {
    private final Filter filter;
    private final List<MeasureInput> inputs;
    private final Map<String, GroupByItem.Unit> needed;

    OffsetTimes(Filter filter, List<MeasureInput> inputs, Map<String, GroupByItem.Unit> needed) {
      this.filter = filter;
      this.inputs = inputs;
      this.needed = needed;
    }

    @Override
    public String item(Template.Item call) {
      ItemName name = withGrain(call.name());
      GroupByItem.Unit unit = unit(inputs, name).orElseThrow(() -> mixed(name.toString()));
      needed.putIfAbsent("__filter_" + name, unit);
      return "__filter_" + name;
    }

    @Override
    public String metric(Template.OfMetric call) {
      throw mixed(call.metric());
    }

    private TruecountException mixed(String name) {
      return TruecountException.invalid(
          Problem.of(
              "\"%s\" occurs in one filter with the time of an offset metric".formatted(name),
              filter.where(),
              "write two filters"));
    }
  }

  private static ItemName withGrain(ItemName name) {
    return name.isMetricTime() && name.grain().isEmpty() && name.part().isEmpty()
        ? name.withGrain(Grain.DAY.label())
        : name;
  }
}
