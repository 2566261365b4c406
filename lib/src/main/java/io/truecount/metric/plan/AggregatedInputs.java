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
  private final Map<AggregatedInput, String> columns = new LinkedHashMap<>();

  AggregatedInputs(PlanningContext context, Scope scope) {
    this.context = context;
    this.scope = scope;
  }

  /** The expression of a metric that is queried alone. */
  Expr only(Metric metric, List<Filter> filters) {
    return value(metric, filters, List.of());
  }

  /** The expression of a metric that is queried with others: see {@link AggregatedInput.Whole}. */
  Expr value(Metric metric, List<Filter> filters) {
    return metric.match(new FillsOwnRows(context))
        ? column(new AggregatedInput.Whole(metric, filters))
        : value(metric, filters, List.of());
  }

  private Expr value(Metric metric, List<Filter> outer, List<RowSpec.Offset> offsets) {
    List<Filter> filters = and(outer, metric.filters());
    return offsets.size() == 1
            && new OffsetRule(context, scope, offsets.get(0)).shiftsValues(metric)
        ? filled(metric, offset(metric, outer, offsets.get(0)))
        : metric.match(new Values(filters, offsets));
  }

  /** The expression of each kind of metric. */
  private final class Values implements Metric.Cases<Expr> {
    private final List<Filter> filters;
    private final List<RowSpec.Offset> offsets;

    Values(List<Filter> filters, List<RowSpec.Offset> offsets) {
      this.filters = filters;
      this.offsets = offsets;
    }

    @Override
    public Expr simple(Metric.Simple metric) {
      return measured(metric.input(), filters, offsets, Optional.empty());
    }

    @Override
    public Expr cumulative(Metric.Cumulative metric) {
      RowSpec.Span span =
          new RowSpec.Span(metric.window(), metric.grainToDate(), metric.periodAggregation());
      return measured(metric.input(), filters, offsets, Optional.of(span));
    }

    @Override
    public Expr ratio(Metric.Ratio metric) {
      return new Expr.Divide(
          input(metric.numerator(), filters, offsets),
          input(metric.denominator(), filters, offsets));
    }

    @Override
    public Expr derived(Metric.Derived metric) {
      return AggregatedInputs.this.derived(metric, filters, offsets);
    }

    @Override
    public Expr conversion(Metric.Conversion metric) {
      return converted(metric, filters, offsets);
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
      MeasureInput input,
      List<Filter> filters,
      List<RowSpec.Offset> offsets,
      Optional<RowSpec.Span> span) {
    RowSpec rows = context.rows(input, and(filters, input.filters()), offsets, span);
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
  private Expr input(MetricInput input, List<Filter> filters, List<RowSpec.Offset> outer) {
    Metric metric = context.metric(input.name());
    List<RowSpec.Offset> offsets = new ArrayList<>();
    if (input.isOffset()) {
      offsets.add(new RowSpec.Offset(input.offsetWindow(), input.offsetToGrain()));
    }
    offsets.addAll(outer);
    List<Filter> all = and(filters, input.filters());
    return offsets.isEmpty() ? value(metric, all) : value(metric, all, offsets);
  }

  private Expr derived(Metric.Derived metric, List<Filter> filters, List<RowSpec.Offset> offsets) {
    Map<String, Expr> inputs = new LinkedHashMap<>();
    metric.inputs().forEach(i -> inputs.put(i.key(), input(i, filters, offsets)));
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

  private Expr converted(
      Metric.Conversion metric, List<Filter> filters, List<RowSpec.Offset> offsets) {
    if (!offsets.isEmpty()) {
      throw TruecountException.invalid(
          new Problem(
              "conversion metric \"%s\" is offset more than once, not by whole periods"
                  .formatted(metric.name()),
              metric.header().where(),
              OffsetRule.WHOLE_ONLY,
              "query it by day, or by a period that all of the offsets are multiples of"));
    }
    List<Filter> baseFilters = and(filters, metric.base().filters());
    RowSpec base = context.rows(metric.base(), baseFilters, List.of(), Optional.empty());
    RowSpec conversion =
        context.rows(
            metric.conversion(),
            and(List.of(), metric.conversion().filters()),
            List.of(),
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
    String name = input.label();
    for (int i = 2; columns.containsValue(name) || scope.groups().containsKey(name); i++) {
      name = input.label() + "_" + i;
    }
    columns.put(input, name);
    return Expr.column(name);
  }

  /** The collected inputs with the names of their columns, in the order of first use. */
  Map<AggregatedInput, String> columns() {
    return Collections.unmodifiableMap(columns);
  }
}
