package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.Metric.MeasureInput;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.MetricQuery.TimeRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Names the columns of what a query groups by, for all of its metrics together. */
final class Groups {
  private final Planner planner;
  private final List<Metric> metrics;
  private final List<MeasureInput> inputs;

  Groups(Planner planner, List<Metric> metrics) {
    this.planner = planner;
    this.metrics = metrics;
    this.inputs = metrics.stream().flatMap(m -> inputs(planner, m).stream()).distinct().toList();
  }

  /** Every measure that a metric is made of. */
  static List<MeasureInput> inputs(Planner planner, Metric metric) {
    if (metric instanceof Metric.Simple simple) {
      return List.of(simple.input());
    } else if (metric instanceof Metric.Cumulative cumulative) {
      return List.of(cumulative.input());
    } else if (metric instanceof Metric.Conversion conversion) {
      return List.of(conversion.base());
    }
    List<MeasureInput> result = new ArrayList<>();
    for (Metric.MetricInput input : children(metric)) {
      result.addAll(inputs(planner, planner.metric(input.name())));
    }
    return result;
  }

  static List<Metric.MetricInput> children(Metric metric) {
    if (metric instanceof Metric.Ratio ratio) {
      return List.of(ratio.numerator(), ratio.denominator());
    }
    return metric instanceof Metric.Derived derived ? derived.inputs() : List.of();
  }

  Scope scope(MetricQuery query) {
    Map<String, ItemName> groups = new LinkedHashMap<>();
    for (MetricQuery.Group group : query.groupBy()) {
      ItemName name = withGrain(group.item());
      groups.put(group.alias().orElseGet(() -> column(name)), name);
    }
    return new Scope(groups, query.timeRange().map(range -> widened(range, groups)));
  }

  /** The asked range in whole periods of metric_time, as it is asked or as all metrics have it. */
  private TimeRange widened(TimeRange range, Map<String, ItemName> groups) {
    Grain grain =
        TimeRanges.finest(groups.values().stream().filter(ItemName::isMetricTime), planner.spines())
            .or(() -> metrics.stream().flatMap(this::grains).max(Grain::compareTo))
            .orElse(Grain.DAY);
    return TimeRanges.widened(range, grain, planner.semantics().wholeDays());
  }

  /** Without a grain, metric_time is asked at the coarsest of the metrics' own. */
  private ItemName withGrain(ItemName name) {
    if (!name.isMetricTime() || name.grain().isPresent() || name.part().isPresent()) {
      return name;
    }
    return metrics.stream()
        .map(this::defaultGrain)
        .reduce(Groups::coarser)
        .map(name::withGrain)
        .orElse(name);
  }

  private static String coarser(String a, String b) {
    Optional<Grain> left = Grain.named(a);
    Optional<Grain> right = Grain.named(b);
    return left.isPresent() && right.isPresent() && left.get().finerThan(right.get()) ? b : a;
  }

  private String defaultGrain(Metric metric) {
    return metric
        .header()
        .timeGrain()
        .orElseGet(
            () -> grains(metric).reduce(Grain.DAY, (a, b) -> a.finerThan(b) ? b : a).label());
  }

  /** The grains of all times that a metric compares. */
  private Stream<Grain> grains(Metric metric) {
    if (metric instanceof Metric.Conversion conversion) {
      return Stream.of(conversion.base(), conversion.conversion()).map(planner::grain);
    }
    return metric instanceof Metric.Ratio || metric instanceof Metric.Derived
        ? children(metric).stream().flatMap(i -> grains(planner.metric(i.name())))
        : inputs(planner, metric).stream().map(planner::grain);
  }

  /** The whole way when it is the same for all metrics; else as asked. */
  private String column(ItemName name) {
    Set<String> names = new LinkedHashSet<>();
    for (MeasureInput input : inputs) {
      Item item =
          planner
              .resolver()
              .resolve(planner.model(input), Optional.of(planner.time(input)), name, "query");
      names.add(item.name().toString());
    }
    return names.size() == 1 ? names.iterator().next() : name.toString();
  }
}
