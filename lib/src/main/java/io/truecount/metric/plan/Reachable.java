package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;

/**
 * An item that metrics can be grouped by.
 *
 * @param kind time, categorical or entity
 * @param grain the finest grain of a time; empty for others
 */
public record Reachable(String name, String kind, String grain, String description) {
  static Reachable of(GroupByItem item) {
    String name = item.name().plain().toString();
    return item.match(
        new GroupByItem.Cases<>() {
          @Override
          public Reachable time(GroupByItem.Time time) {
            String grain = time.dimension().grain().map(Grain::label).orElse("");
            return new Reachable(name, "time", grain, time.dimension().description());
          }

          @Override
          public Reachable category(GroupByItem.Category category) {
            return new Reachable(name, "categorical", "", category.dimension().description());
          }

          @Override
          public Reachable key(GroupByItem.Key key) {
            return new Reachable(name, "entity", "", "");
          }
        });
  }
}
