package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.Metric.MeasureInput;
import io.truecount.metric.manifest.Metric.MetricInput;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.query.Filter;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Fragment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the aggregated values that some metrics are made of, and plans each of them once. */
final class Leaves {
  private final Planner planner;
  private final Scope scope;
  private final Map<Leaf, String> columns = new LinkedHashMap<>();

  Leaves(Planner planner, Scope scope) {
    this.planner = planner;
    this.scope = scope;
  }

  /** The one metric that is asked for, as an expression over aggregated values, under filters. */
  Expr only(Metric metric, List<Filter> filters) {
    return value(metric, filters, List.of());
  }

  /** One metric among others. */
  Expr value(Metric metric, List<Filter> filters) {
    return fillsOwnRows(metric)
        ? column(new Leaf.Whole(metric, filters))
        : value(metric, filters, List.of());
  }

  private boolean fillsOwnRows(Metric metric) {
    if (metric instanceof Metric.Simple) {
      return false;
    } else if (metric instanceof Metric.Cumulative cumulative) {
      return cumulative.input().fillNullsWith().isPresent();
    } else if (metric instanceof Metric.Conversion conversion) {
      return conversion.base().fillNullsWith().isPresent()
          || conversion.conversion().fillNullsWith().isPresent();
    }
    return Groups.inputs(planner, metric).stream().anyMatch(i -> i.fillNullsWith().isPresent());
  }

  private Expr value(Metric metric, List<Filter> outer, List<RowSpec.Offset> offsets) {
    List<Filter> filters = and(outer, metric.filters());
    if (offsets.size() == 1
        && new OffsetMetrics(planner, scope).shiftsValues(metric, offsets.get(0))) {
      return filled(metric, moved(metric, outer, offsets.get(0)));
    } else if (metric instanceof Metric.Simple simple) {
      return measured(simple.input(), filters, offsets, Optional.empty());
    } else if (metric instanceof Metric.Cumulative cumulative) {
      RowSpec.Span span =
          new RowSpec.Span(
              cumulative.window(), cumulative.grainToDate(), cumulative.periodAggregation());
      return measured(cumulative.input(), filters, offsets, Optional.of(span));
    } else if (metric instanceof Metric.Ratio ratio) {
      return new Expr.Divide(
          input(ratio.numerator(), filters, offsets), input(ratio.denominator(), filters, offsets));
    } else if (metric instanceof Metric.Derived derived) {
      return derived(derived, filters, offsets);
    }
    return converted((Metric.Conversion) metric, filters, offsets);
  }

  /** A shifted value of one measure has the measure's filler where nothing was shifted to. */
  private Expr filled(Metric metric, Expr shifted) {
    boolean single = metric instanceof Metric.Simple || metric instanceof Metric.Cumulative;
    return single && planner.semantics().wholePeriods()
        ? Planner.filled(shifted, Groups.inputs(planner, metric).get(0).fillNullsWith())
        : shifted;
  }

  private List<Filter> and(List<Filter> filters, List<WhereFilter> more) {
    List<Filter> all = new ArrayList<>(filters);
    Filter.parse(more, planner.manifest()).stream().filter(f -> !all.contains(f)).forEach(all::add);
    return all;
  }

  private Expr measured(
      MeasureInput input,
      List<Filter> filters,
      List<RowSpec.Offset> offsets,
      Optional<RowSpec.Span> span) {
    RowSpec rows = planner.rows(input, and(filters, input.filters()), offsets, span);
    return Planner.filled(
        column(
            new Leaf.Measured(
                rows, input.measure(), input.joinToTimeSpine(), input.fillNullsWith())),
        input.fillNullsWith());
  }

  /**
   * An input's own offset is nearer to its rows than those of the metric that it is an input of.
   */
  private Expr input(MetricInput input, List<Filter> filters, List<RowSpec.Offset> outer) {
    Metric metric = planner.metric(input.name());
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
          Problem.of(
              "conversion metric \"%s\" is offset more than once, not by whole periods"
                  .formatted(metric.name()),
              "query",
              "ask by day, or by a period that the offsets are multiples of"));
    }
    List<Filter> baseFilters = and(filters, metric.base().filters());
    RowSpec base = planner.rows(metric.base(), baseFilters, List.of(), Optional.empty());
    RowSpec conversion =
        planner.rows(
            metric.conversion(),
            and(List.of(), metric.conversion().filters()),
            List.of(),
            Optional.empty());
    Optional<String> fill = metric.conversion().fillNullsWith();
    Expr conversions =
        Planner.filled(column(new Leaf.Converted(metric, base, conversion, fill)), fill);
    Leaf.Measured bases =
        new Leaf.Measured(
            base,
            metric.base().measure(),
            metric.base().joinToTimeSpine(),
            metric.base().fillNullsWith());
    // Base events without a conversion have a row as well.
    Expr all = Planner.filled(column(bases), metric.base().fillNullsWith());
    return metric.rate() ? new Expr.Divide(conversions, all) : conversions;
  }

  /** Filters on the time hold for the moved values, all others for the rows they are made of. */
  private Expr moved(Metric metric, List<Filter> filters, RowSpec.Offset offset) {
    List<Filter> inner = new ArrayList<>();
    List<Filter> outer = new ArrayList<>();
    for (Filter filter : filters) {
      (OffsetMetrics.isOnTime(planner, metric, filter) ? outer : inner).add(filter);
    }
    return column(new Leaf.Moved(metric, inner, outer, offset));
  }

  private Expr column(Leaf leaf) {
    String known = columns.get(leaf);
    if (known != null) {
      return Expr.column(known);
    }
    String name = leaf.label();
    for (int i = 2; columns.containsValue(name) || scope.groups().containsKey(name); i++) {
      name = leaf.label() + "_" + i;
    }
    columns.put(leaf, name);
    return Expr.column(name);
  }

  /** What measures are aggregated together for: equal rows. */
  private record Together(
      RowSpec rows, boolean joinToTimeSpine, Optional<Measure.NonAdditive> level) {}

  /** All values side by side. */
  PlanNode plan() {
    Map<Together, Map<String, Leaf.Measured>> measured = new LinkedHashMap<>();
    List<PlanNode> inputs = new ArrayList<>();
    columns.forEach(
        (leaf, column) -> {
          if (leaf instanceof Leaf.Measured m) {
            Together key = new Together(m.rows(), m.joinToTimeSpine(), m.measure().nonAdditive());
            measured.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(column, m);
          }
        });
    LeafPlanner leafPlanner = new LeafPlanner(planner, scope);
    measured.values().forEach(group -> inputs.add(leafPlanner.plan(group)));
    columns.forEach(
        (leaf, column) -> {
          if (leaf instanceof Leaf.Converted converted) {
            inputs.add(new ConversionPlanner(planner, scope).plan(column, converted));
          } else if (leaf instanceof Leaf.Moved moved) {
            inputs.add(new OffsetMetrics(planner, scope).plan(column, moved));
          } else if (leaf instanceof Leaf.Whole whole) {
            inputs.add(planner.values(Map.of(column, whole.metric()), scope, whole.filters()));
          }
        });
    return PlanNode.Stack.matched(inputs, scope.columns(), List.copyOf(columns.values()));
  }
}
