package io.truecount.metric.query;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.sql.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One of the four calls that a filter or a saved query may contain. */
public sealed interface Template {
  /**
   * Calls the method of {@code cases} for this kind: a new kind breaks the build until all callers
   * handle it.
   */
  <R> R match(Cases<R> cases);

  /**
   * One result for each kind of call.
   *
   * @param <R> the result
   */
  interface Cases<R> {
    R item(Item call);

    R metric(OfMetric call);
  }

  /** {@code Dimension}, {@code TimeDimension} or {@code Entity}. */
  record Item(ItemName name, Direction direction) implements Template {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.item(this);
    }
  }

  /** {@code Metric('m', group_by=['e'])}: a metric's value for each entity. */
  record OfMetric(String metric, List<ItemName> groupBy, Direction direction) implements Template {
    public OfMetric {
      groupBy = List.copyOf(groupBy);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.metric(this);
    }
  }

  /** Reads a call; a text without parentheses is the name of an item. */
  static Template parse(String text, String where, Manifest manifest) {
    if (!text.contains("(")) {
      return new Item(ItemName.parse(text.strip(), manifest), Direction.ASCENDING);
    }
    return Calls.template(new CallReader(text, where).read(), where, manifest);
  }

  /** Turns parsed calls into templates. */
  final class Calls {
    private Calls() {}

    static Template template(CallReader.Call call, String where, Manifest manifest) {
      Direction direction = call.isSet("descending") ? Direction.DESCENDING : Direction.ASCENDING;
      if (call.name().equals("Metric")) {
        List<ItemName> groups =
            call.list(1, "group_by").stream().map(g -> ItemName.parse(g, manifest)).toList();
        return new OfMetric(call.text(0, "metric_name").orElse(""), groups, direction);
      }
      return new Item(inUnit(name(call, manifest), call), direction);
    }

    /** The name with the join path of the call. */
    private static ItemName name(CallReader.Call call, Manifest manifest) {
      String name =
          call.text(0, call.name().equals("Entity") ? "entity_name" : "name")
              .or(() -> call.text(0, "time_dimension_name"))
              .or(() -> call.text(0, "dimension_name"))
              .orElse("");
      ItemName item = ItemName.parse(name, manifest);
      List<String> path = new ArrayList<>(call.list(9, "entity_path"));
      path.addAll(item.links());
      return item.withLinks(path);
    }

    /** The name with the grain or part of the date of the call; a part goes before a grain. */
    private static ItemName inUnit(ItemName name, CallReader.Call call) {
      Optional<DatePart> part =
          call.chained("date_part")
              .or(() -> call.text(9, "date_part_name"))
              .flatMap(DatePart::named);
      Optional<String> grain = call.chained("grain").or(() -> grain(call));
      return part.map(name::withPart)
          .or(() -> grain.map(g -> name.withGrain(g.toLowerCase(Locale.ROOT))))
          .orElse(name);
    }

    private static Optional<String> grain(CallReader.Call call) {
      return call.name().equals("TimeDimension")
          ? call.text(1, "time_granularity_name")
          : Optional.empty();
    }
  }
}
