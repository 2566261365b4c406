package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.MetricInput;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.query.Filter;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Fragment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns metrics into expressions over aggregated inputs, and collects these inputs. An input that
 * two metrics share is collected once.
 */
final class AggregatedInputs {
  private final PlanningContext context;
  private final Scope scope;
  private final String prefix;
  private final Map<AggregatedInput, String> columns = new LinkedHashMap<>();

  AggregatedInputs(PlanningContext context, Scope scope) {
    this(context, scope, "");
  }

  /**
   * @param prefix of the names of the columns
   */
  AggregatedInputs(PlanningContext context, Scope scope, String prefix) {
    this.context = context;
    this.scope = scope;
    this.prefix = prefix;
  }

  /** The expression of a metric that is queried alone. */
  Expr only(Metric metric, List<Filter> filters) {
    return value(metric, filters, InputTimes.of(scope.period()));
  }

  /** The expression of a metric over the rows of a period of its own. */
  Expr at(Metric metric, List<Filter> filters, ExactPeriod period) {
    return value(metric, filters, InputTimes.of(Optional.of(period)));
  }

  /** The expression of a metric that is queried with others: see {@link AggregatedInput.Whole}. */
  Expr value(Metric metric, List<Filter> filters) {
    return metric.match(new FillsOwnRows(context))
        ? column(new AggregatedInput.Whole(metric, filters))
        : only(metric, filters);
  }

  private Expr value(Metric metric, List<Filter> outer, InputTimes times) {
    List<Filter> filters = and(outer, metric.filters());
    List<RowSpec.Offset> offsets = times.offsets();
    return times.useSpines()
            && offsets.size() == 1
            && new OffsetRule(context, scope, offsets.get(0)).shiftsValues(metric)
        ? filled(metric, offset(metric, outer, offsets.get(0)))
        : metric.match(new Values(filters, times));
  }

  /** The expression of each kind of metric. */
  private final class Values implements Metric.Cases<Expr> {
    private final List<Filter> filters;
    private final InputTimes times;

    Values(List<Filter> filters, InputTimes times) {
      this.filters = filters;
      this.times = times;
    }

    @Override
    public Expr simple(Metric.Simple metric) {
      return measured(metric.input(), filters, times, Optional.empty());
    }

    @Override
    public Expr cumulative(Metric.Cumulative metric) {
      RowSpec.Span span =
          new RowSpec.Span(metric.window(), metric.grainToDate(), metric.periodAggregation());
      return measured(metric.input(), filters, times, Optional.of(span));
    }

    @Override
    public Expr ratio(Metric.Ratio metric) {
      return new Expr.Divide(
          input(metric.numerator(), filters, times), input(metric.denominator(), filters, times));
    }

    @Override
    public Expr derived(Metric.Derived metric) {
      return AggregatedInputs.this.derived(metric, filters, times);
    }

    @Override
    public Expr conversion(Metric.Conversion metric) {
      return converted(metric, filters, times);
    }
  }

  /** An offset metric of one measure has the measure's filler in periods that no value leads to. */
  private Expr filled(Metric metric, Expr shifted) {
    Optional<String> filler = metric.match(OffsetFiller.CASES);
    return context.semantics().shiftsWholePeriods()
        ? PlanningContext.filled(shifted, filler)
        : shifted;
  }

  private List<Filter> and(List<Filter> filters, List<WhereFilter> more) {
    List<Filter> all = new ArrayList<>(filters);
    Filter.parse(more, context.manifest()).stream().filter(f -> !all.contains(f)).forEach(all::add);
    return all;
  }

  private Expr measured(
      MeasureInput input, List<Filter> filters, InputTimes times, Optional<RowSpec.Span> span) {
    RowSpec rows = times.rows(context, input, and(filters, input.filters()), span);
    return PlanningContext.filled(
        column(
            new AggregatedInput.Measured(
                rows, input.measure(), input.joinToTimeSpine(), input.fillNullsWith())),
        input.fillNullsWith());
  }

  /**
   * The expression of an input. Its own offset comes first in the list, before those of the metrics
   * that use it, because rows are offset in this order.
   */
  private Expr input(MetricInput input, List<Filter> filters, InputTimes outer) {
    Metric metric = context.metric(input.name());
    InputTimes times =
        input.isOffset()
            ? outer.with(new RowSpec.Offset(input.offsetWindow(), input.offsetToGrain()))
            : outer;
    List<Filter> all = and(filters, input.filters());
    return times.offsets().isEmpty() && times.period().isEmpty()
        ? value(metric, all)
        : value(metric, all, times);
  }

  private Expr derived(Metric.Derived metric, List<Filter> filters, InputTimes times) {
    Map<String, Expr> inputs = new LinkedHashMap<>();
    metric.inputs().forEach(i -> inputs.put(i.key(), input(i, filters, times)));
    return Fragment.parse(metric.expr(), metric.header().where())
        .mapColumnsTo(
            column -> {
              Expr input = inputs.get(column.name());
              if (input == null) {
                throw TruecountException.invalid(
                    Problem.of(
                        "\"%s\" is no input of metric \"%s\""
                            .formatted(column.name(), metric.name()),
                        metric.header().where(),
                        Suggestion.remedy(column.name(), inputs.keySet())));
              }
              return input;
            });
  }

  private Expr converted(Metric.Conversion metric, List<Filter> filters, InputTimes times) {
    if (times.useSpines()) {
      throw TruecountException.invalid(
          new Problem(
              "conversion metric \"%s\" is offset more than once, not by whole periods"
                  .formatted(metric.name()),
              metric.header().where(),
              OffsetRule.WHOLE_ONLY,
              "query it by day, or by a period that all of the offsets are multiples of"));
    }
    List<Filter> baseFilters = and(filters, metric.base().filters());
    RowSpec base = times.rows(context, metric.base(), baseFilters, Optional.empty());
    RowSpec conversion =
        times
            .allKnown()
            .rows(
                context,
                metric.conversion(),
                and(List.of(), metric.conversion().filters()),
                Optional.empty());
    Optional<String> fill = metric.conversion().fillNullsWith();
    Expr conversions =
        PlanningContext.filled(
            column(new AggregatedInput.Converted(metric, base, conversion, fill)), fill);
    AggregatedInput.Measured bases =
        new AggregatedInput.Measured(
            base,
            metric.base().measure(),
            metric.base().joinToTimeSpine(),
            metric.base().fillNullsWith());
    // The bases are an input of their own, so that a group without a conversion has a row as well.
    Expr all = PlanningContext.filled(column(bases), metric.base().fillNullsWith());
    return metric.rate() ? new Expr.Divide(conversions, all) : conversions;
  }

  /** Filters on the time apply after the offset, all others to the rows that are aggregated. */
  private Expr offset(Metric metric, List<Filter> filters, RowSpec.Offset offset) {
    List<Filter> inner = new ArrayList<>();
    List<Filter> outer = new ArrayList<>();
    OwnTimes times = OwnTimes.of(context, metric);
    for (Filter filter : filters) {
      (times.areIn(filter) ? outer : inner).add(filter);
    }
    return column(new AggregatedInput.Offset(metric, inner, outer, offset));
  }

  private Expr column(AggregatedInput input) {
    String known = columns.get(input);
    if (known != null) {
      return Expr.column(known);
    }
    String name = prefix + input.label();
    for (int i = 2; columns.containsValue(name) || scope.groups().containsKey(name); i++) {
      name = "%s%s_%d".formatted(prefix, input.label(), i);
    }
    columns.put(input, name);
    return Expr.column(name);
  }

  /** The collected inputs with the names of their columns, in the order of first use. */
  Map<AggregatedInput, String> columns() {
    return Collections.unmodifiableMap(columns);
  }
}
