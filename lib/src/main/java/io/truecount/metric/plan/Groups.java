package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.MetricQuery.TimeRange;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Names the columns of what a query groups by, for all of its metrics together. */
final class Groups {
  private final PlanningContext context;
  private final List<Metric> metrics;
  private final List<MeasureInput> inputs;

  Groups(PlanningContext context, List<Metric> metrics) {
    this.context = context;
    this.metrics = metrics;
    this.inputs = metrics.stream().flatMap(m -> context.inputs(m).stream()).distinct().toList();
  }

  Scope scope(MetricQuery query) {
    Map<String, ItemName> groups = new LinkedHashMap<>();
    for (MetricQuery.Group group : query.groupBy()) {
      ItemName name = withGrain(group.item());
      groups.put(group.alias().orElseGet(() -> column(name)), name);
    }
    return new Scope(groups, query.timeRange().map(range -> widened(range, groups)));
  }

  /**
   * The time range in whole periods: of the queried metric_time, else of the coarsest grain of the
   * metrics.
   */
  private TimeRange widened(TimeRange range, Map<String, ItemName> groups) {
    Grain grain =
        TimeRanges.finest(groups.values().stream().filter(ItemName::isMetricTime), context.spines())
            .or(() -> metrics.stream().flatMap(this::grains).max(Grain::compareTo))
            .orElse(Grain.DAY);
    return TimeRanges.widened(range, grain, context.semantics().rangeEnd());
  }

  /** metric_time without a grain gets the coarsest of the metrics' own grains. */
  private ItemName withGrain(ItemName name) {
    if (!name.isBareMetricTime()) {
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
    return Stream.concat(
        metric.times().stream().map(context::grain),
        metric.metricInputs().stream().flatMap(i -> grains(context.metric(i.name()))));
  }

  /** The name with its whole join path when that is the same for all metrics; else as queried. */
  private String column(ItemName name) {
    Set<String> names = new LinkedHashSet<>();
    for (MeasureInput input : inputs) {
      GroupByItem item =
          context
              .resolver()
              .resolve(context.model(input), Optional.of(context.time(input)), name, "query");
      names.add(item.name().toString());
    }
    return names.size() == 1 ? names.iterator().next() : name.toString();
  }
}
