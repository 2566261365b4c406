package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
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

/**
 * Plans offset metrics whose values are shifted in time after they were aggregated: see {@link
 * OffsetRule}.
 *
 * <pre>
 *   month | orders    offset by 1 month gives   month | orders
 *   March | 3                                   April | 3
 *   April | 5                                   May   | 5
 *   May   | 2                                   June  | 2
 * </pre>
 */
final class OffsetMetrics {
  private static final String OFFSET_TIME = "__moved_time";

  private final PlanningContext context;
  private final MetricValues metricValues;
  private final Scope scope;

  /**
   * @param metricValues plans the metrics at their own time
   */
  OffsetMetrics(PlanningContext context, MetricValues metricValues, Scope scope) {
    this.context = context;
    this.metricValues = metricValues;
    this.scope = scope;
  }

  /**
   * Plans the metric at its own time, then gives the values their new time.
   *
   * @param column the name of the metric's column
   * @return the columns of the scope, then the metric
   */
  PlanNode plan(String column, AggregatedInput.Offset input) {
    OwnTimes times = OwnTimes.of(context, input.metric());
    Map<String, GroupByItem.Unit> units = times.units(scope);
    Map<String, ItemName> groups = new LinkedHashMap<>(scope.groups());
    groups.keySet().removeAll(units.keySet());
    Grain grain = grain(units, input.offset());
    ItemName metricTime = ItemName.parse(ItemName.METRIC_TIME, context.manifest());
    groups.put(OFFSET_TIME, metricTime.withGrain(grain.label()));
    PlanNode values =
        metricValues.plan(
            Map.of(column, input.metric()), new Scope(groups, Optional.empty()), input.inner());
    PlanNode offset =
        new TimeSpineJoins(context.spines(times.inputs()))
            .offset(values, OFFSET_TIME, grain, grain, input.offset(), List.copyOf(units.values()));
    return filtered(column, input, new OffsetTimes(times, units), offset);
  }

  /**
   * The grain that values are shifted at: the finest queried one; days for custom grains and parts
   * of dates.
   */
  private Grain grain(Map<String, GroupByItem.Unit> units, RowSpec.Offset offset) {
    Optional<Grain> whole =
        context.semantics().shiftsWholePeriods()
            ? OffsetPeriods.whole(units.values(), offset)
            : Optional.empty();
    return whole.orElseGet(() -> SpinePeriods.finest(context, Optional.empty(), units));
  }

  private PlanNode filtered(
      String column, AggregatedInput.Offset input, OffsetTimes times, PlanNode offset) {
    List<Expr> conditions = new ArrayList<>();
    input.outer().forEach(filter -> conditions.add(times.condition(filter)));
    scope.range().ifPresent(r -> conditions.add(TimeRanges.between(OFFSET_TIME, r)));
    List<Named> columns = new ArrayList<>(Named.same(scope.columns()));
    columns.add(Named.same(column));
    return Transform.filtered(
        "%s at its new time".formatted(input.metric().name()),
        TimeColumns.added(offset, OFFSET_TIME, times.units, context.spines()),
        columns,
        Expr.allOf(conditions));
  }

  /** The units of the offset time that groups and filters need, by column. */
  private static final class OffsetTimes {
    private final OwnTimes times;
    private final Map<String, GroupByItem.Unit> units;

    OffsetTimes(OwnTimes times, Map<String, GroupByItem.Unit> groups) {
      this.times = times;
      this.units = new LinkedHashMap<>(groups);
    }

    /** The condition of a filter over the columns; adds those that are missing. */
    Expr condition(Filter filter) {
      Map<String, String> names = new LinkedHashMap<>();
      filter
          .templates()
          .forEach((placeholder, call) -> names.put(placeholder, call.match(column(filter))));
      return filter
          .condition()
          .mapColumns(c -> Expr.column(names.getOrDefault(c.name(), c.name())));
    }

    private Template.Cases<String> column(Filter filter) {
      return new Template.Cases<>() {
        @Override
        public String item(Template.Item call) {
          ItemName name =
              call.name().isBareMetricTime()
                  ? call.name().withGrain(Grain.DAY.label())
                  : call.name();
          GroupByItem.Unit unit =
              times.unit(name).orElseThrow(() -> mixed(filter, name.toString()));
          units.putIfAbsent("__filter_" + name, unit);
          return "__filter_" + name;
        }

        @Override
        public String metric(Template.OfMetric call) {
          throw mixed(filter, call.metric());
        }
      };
    }

    private static TruecountException mixed(Filter filter, String name) {
      return TruecountException.invalid(
          Problem.of(
              "\"%s\" occurs in one filter with the time of an offset metric".formatted(name),
              filter.where(),
              "write two filters"));
    }
  }
}
