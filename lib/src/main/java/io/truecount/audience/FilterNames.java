package io.truecount.audience;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.Template;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the filters of a metric's value name. The filters were examined when they were read. */
final class FilterNames {
  private FilterNames() {}

  static List<String> dimensions(List<String> filters) {
    return names(filters, item -> Stream.of(item.name().plain().toString()), m -> Stream.of());
  }

  static List<String> metrics(List<String> filters) {
    return names(filters, item -> Stream.of(), metric -> Stream.of(metric.metric()));
  }

  private static List<String> names(
      List<String> filters,
      Function<Template.Item, Stream<String>> ofItem,
      Function<Template.OfMetric, Stream<String>> ofMetric) {
    Template.Cases<Stream<String>> cases =
        new Template.Cases<>() {
          @Override
          public Stream<String> item(Template.Item call) {
            return ofItem.apply(call);
          }

          @Override
          public Stream<String> metric(Template.OfMetric call) {
            return ofMetric.apply(call);
          }
        };
    return filters.stream()
        // Grains that time spines define are not needed to find a name.
        .map(text -> Filter.parse(new WhereFilter(text, "where"), Manifest.NONE))
        .flatMap(filter -> filter.templates().values().stream())
        .flatMap(call -> call.match(cases))
        .toList();
  }
}
