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
    return value(metric, filters, Optional.empty());
  }

  /** One metric among others. */
  Expr value(Metric metric, List<Filter> filters) {
    return fillsOwnRows(metric)
        ? column(new Leaf.Whole(metric, filters))
        : value(metric, filters, Optional.empty());
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

  private Expr value(Metric metric, List<Filter> outer, Optional<RowSpec.Offset> offset) {
    List<Filter> filters = and(outer, metric.filters());
    if (metric instanceof Metric.Simple simple
        && offset.isPresent()
        && Moves.movesPeriods(planner, scope, simple.input(), offset.get())) {
      return moved(metric, outer, offset.get());
    } else if (metric instanceof Metric.Simple simple) {
      return measured(simple.input(), filters, offset, Optional.empty());
    } else if (metric instanceof Metric.Cumulative cumulative) {
      RowSpec.Span span =
          new RowSpec.Span(
              cumulative.window(), cumulative.grainToDate(), cumulative.periodAggregation());
      return measured(cumulative.input(), filters, offset, Optional.of(span));
    } else if (offset.isPresent()) {
      return moved(metric, outer, offset.get());
    } else if (metric instanceof Metric.Ratio ratio) {
      return new Expr.Divide(
          input(ratio.numerator(), filters), input(ratio.denominator(), filters));
    } else if (metric instanceof Metric.Derived derived) {
      return derived(derived, filters);
    }
    return converted((Metric.Conversion) metric, filters);
  }

  private List<Filter> and(List<Filter> filters, List<WhereFilter> more) {
    List<Filter> all = new ArrayList<>(filters);
    Filter.parse(more, planner.manifest()).stream().filter(f -> !all.contains(f)).forEach(all::add);
    return all;
  }

  private Expr measured(
      MeasureInput input,
      List<Filter> filters,
      Optional<RowSpec.Offset> offset,
      Optional<RowSpec.Span> span) {
    RowSpec rows = planner.rows(input, and(filters, input.filters()), offset, span);
    checkTime(offset, input);
    return Planner.filled(
        column(
            new Leaf.Measured(
                rows, input.measure(), input.joinToTimeSpine(), input.fillNullsWith())),
        input.fillNullsWith());
  }

  private void checkTime(Optional<RowSpec.Offset> offset, MeasureInput input) {
    if (offset.isPresent() && !Moves.asksTime(planner, scope, List.of(input))) {
      throw TruecountException.invalid(
          new Problem(
              "a metric with an offset is asked for without its time",
              "query",
              "there is no moment to look back from",
              "add metric_time to what is grouped by"));
    }
  }

  private Expr input(MetricInput input, List<Filter> filters) {
    Metric metric = planner.metric(input.name());
    Optional<RowSpec.Offset> offset =
        input.isOffset()
            ? Optional.of(new RowSpec.Offset(input.offsetWindow(), input.offsetToGrain()))
            : Optional.empty();
    List<Filter> all = and(filters, input.filters());
    return offset.isPresent() ? value(metric, all, offset) : value(metric, all);
  }

  private Expr derived(Metric.Derived metric, List<Filter> filters) {
    Map<String, Expr> inputs = new LinkedHashMap<>();
    metric.inputs().forEach(i -> inputs.put(i.key(), input(i, filters)));
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

  private Expr converted(Metric.Conversion metric, List<Filter> filters) {
    List<Filter> baseFilters = and(filters, metric.base().filters());
    RowSpec base = planner.rows(metric.base(), baseFilters, Optional.empty(), Optional.empty());
    RowSpec conversion =
        planner.rows(
            metric.conversion(),
            and(List.of(), metric.conversion().filters()),
            Optional.empty(),
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
      (Moves.isOnTime(planner, metric, filter) ? outer : inner).add(filter);
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
            inputs.add(new Moves(planner, scope).plan(column, moved));
          } else if (leaf instanceof Leaf.Whole whole) {
            inputs.add(planner.values(Map.of(column, whole.metric()), scope, whole.filters()));
          }
        });
    return PlanNode.Stack.matched(inputs, scope.columns(), List.copyOf(columns.values()));
  }
}
