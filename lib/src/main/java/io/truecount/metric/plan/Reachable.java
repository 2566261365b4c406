package io.truecount.metric.plan;

/**
 * Something that metrics can be grouped by.
 *
 * @param kind time, categorical or entity
 * @param grain the finest grain of a time; empty for others
 */
public record Reachable(String name, String kind, String grain, String description) {
  static Reachable of(Item item) {
    String name = item.name().plain().toString();
    if (item instanceof Item.Time time) {
      String grain = time.dimension().grain().map(g -> g.label()).orElse("");
      return new Reachable(name, "time", grain, time.dimension().description());
    } else if (item instanceof Item.Category category) {
      return new Reachable(name, "categorical", "", category.dimension().description());
    }
    return new Reachable(name, "entity", "", "");
  }
}
