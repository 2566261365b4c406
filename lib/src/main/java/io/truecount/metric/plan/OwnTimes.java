package io.truecount.metric.plan;

import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds names that mean the own time of any measure of a metric. */
record OwnTimes(PlanningContext context, List<MeasureInput> inputs) {
  OwnTimes {
    inputs = List.copyOf(inputs);
  }

  static OwnTimes of(PlanningContext context, Metric metric) {
    return new OwnTimes(context, context.inputs(metric));
  }

  /** The unit of the own time that a name means; empty for any other item. */
  Optional<GroupByItem.Unit> unit(ItemName name) {
    return inputs.stream()
        .flatMap(input -> item(input, name).stream())
        .flatMap(item -> item.ownUnit().stream())
        .findFirst();
  }

  private Optional<GroupByItem> item(MeasureInput input, ItemName name) {
    return context
        .resolver()
        .find(context.model(input), Optional.of(context.time(input)), name, "query");
  }

  /** The queried units of the own time, by column. */
  Map<String, GroupByItem.Unit> units(Scope scope) {
    Map<String, GroupByItem.Unit> units = new LinkedHashMap<>();
    scope.groups().forEach((column, name) -> unit(name).ifPresent(u -> units.put(column, u)));
    return units;
  }

  /** Whether a filter names the own time. */
  boolean areIn(Filter filter) {
    return filter.templates().values().stream().anyMatch(call -> call.match(new IsOwnTime()));
  }

  private final class IsOwnTime implements Template.Cases<Boolean> {
    @Override
    public Boolean item(Template.Item call) {
      return unit(call.name()).isPresent();
    }

    @Override
    public Boolean metric(Template.OfMetric call) {
      return false;
    }
  }
}
