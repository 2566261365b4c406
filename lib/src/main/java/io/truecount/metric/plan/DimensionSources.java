package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the model that reaches all dimensions of a query over the fewest joins. */
final class DimensionSources {
  private final PlanningContext context;

  DimensionSources(PlanningContext context) {
    this.context = context;
  }

  /**
   * The model, with the columns of groups and filters.
   *
   * @throws TruecountException when no model reaches all of the dimensions
   */
  DimensionSource find(MetricQuery query, List<Filter> filters) {
    List<DimensionSource> found = new ArrayList<>();
    if (query.groupBy().stream().allMatch(g -> g.item().isMetricTime())) {
      tryFrom(Optional.empty(), query, filters).ifPresent(found::add);
    }
    for (SemanticModel model : context.manifest().models()) {
      tryFrom(Optional.of(model), query, filters).ifPresent(found::add);
    }
    return found.stream()
        .min(Comparator.comparingInt(DimensionSource::joins))
        .orElseThrow(() -> outOfReach(query));
  }

  private static TruecountException outOfReach(MetricQuery query) {
    return TruecountException.invalid(
        Problem.of(
            "no model reaches all of "
                + query.groupBy().stream().map(g -> g.item().toString()).toList(),
            "query",
            "query fewer dimensions, or query them with a metric"));
  }

  private Optional<DimensionSource> tryFrom(
      Optional<SemanticModel> model, MetricQuery query, List<Filter> filters) {
    try {
      Map<String, ItemName> groups = new LinkedHashMap<>();
      for (MetricQuery.Group group : query.groupBy()) {
        GroupByItem item = resolve(model, group.item());
        groups.put(group.alias().orElse(item.name().toString()), group.item());
      }
      FilterColumns columns = new FilterColumns(groups, name -> resolve(model, name));
      filters.forEach(f -> columns.add(f, name -> resolveKey(model, name)));
      return Optional.of(
          new DimensionSource(model, columns, List.copyOf(groups.keySet()), joins(columns)));
    } catch (Unreachable e) {
      return Optional.empty();
    }
  }

  /** How many joins the columns need: one for each metric and for each prefix of a join path. */
  private static int joins(FilterColumns columns) {
    long models =
        columns.items().values().stream().flatMap(i -> prefixes(i).stream()).distinct().count();
    return columns.metrics().size() + Math.toIntExact(models);
  }

  private static List<List<GroupByItem.Hop>> prefixes(GroupByItem item) {
    List<List<GroupByItem.Hop>> result = new ArrayList<>();
    for (int i = 1; i <= item.path().size(); i++) {
      result.add(item.path().subList(0, i));
    }
    return result;
  }

  /** Thrown when a model does not reach an item; the planner then tries the next model. */
  private static final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable() {
      super(null, null, false, false);
    }
  }

  private GroupByItem resolve(Optional<SemanticModel> model, ItemName name) {
    return find(model, name).orElseThrow(Unreachable::new);
  }

  /** The key that a metric of a filter is joined by: by its join path, else by its entity alone. */
  private GroupByItem resolveKey(Optional<SemanticModel> model, ItemName name) {
    return find(model, name).orElseGet(() -> resolve(model, name.withLinks(List.of())));
  }

  private Optional<GroupByItem> find(Optional<SemanticModel> model, ItemName name) {
    if (name.isMetricTime()) {
      return Optional.of(spineTime(name));
    }
    return model.flatMap(m -> context.resolver().find(m, Optional.empty(), name, "query"));
  }

  private GroupByItem spineTime(ItemName name) {
    if (name.part().isPresent()) {
      return new GroupByItem.Time(
          name, List.of(), spineDimension(), new GroupByItem.OfPart(name.part().get()), false);
    }
    String requested = name.grain().orElse(Grain.DAY.label());
    GroupByItem.Unit unit =
        Grain.named(requested)
            .map(g -> (GroupByItem.Unit) new GroupByItem.OfGrain(g))
            .orElseGet(() -> new GroupByItem.OfCustom(requested));
    return new GroupByItem.Time(
        name.withGrain(requested), List.of(), spineDimension(), unit, false);
  }

  private static Dimension spineDimension() {
    return new Dimension(
        ItemName.METRIC_TIME,
        Optional.empty(),
        Optional.of(Grain.DAY),
        false,
        Dimension.Validity.NONE,
        "",
        "");
  }
}
