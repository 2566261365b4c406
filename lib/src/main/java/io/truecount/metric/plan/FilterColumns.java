package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.Template;
import io.truecount.metric.sql.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The columns that rows need for grouping and filtering: those that are asked for under their asked
 * names, and one more for everything that only filters use.
 */
final class FilterColumns {
  /** A condition over columns of the rows, and the columns it uses. */
  record Condition(Expr expr, List<Item> items, List<String> columns, boolean usesMetrics) {
    boolean onlyOwnTime() {
      return !usesMetrics && !items.isEmpty() && items.stream().allMatch(Item::isOwnTime);
    }

    boolean anyOwnTime() {
      return items.stream().anyMatch(Item::isOwnTime);
    }
  }

  /**
   * A metric's value for each entity, and the rows' key to find it by.
   *
   * @param where the place of the filter that uses it
   */
  record MetricColumn(Template.OfMetric template, List<String> keyColumns, String where) {}

  private final Function<ItemName, Item> resolve;
  private final Map<String, Item> items = new LinkedHashMap<>();
  private final Map<String, MetricColumn> metrics = new LinkedHashMap<>();
  private final List<Condition> conditions = new ArrayList<>();

  FilterColumns(Map<String, ItemName> groups, Function<ItemName, Item> resolve) {
    this.resolve = resolve;
    groups.forEach((column, name) -> items.put(column, resolve.apply(name)));
  }

  /** Every column and what it holds. */
  Map<String, Item> items() {
    return items;
  }

  Map<String, MetricColumn> metrics() {
    return metrics;
  }

  List<Condition> conditions() {
    return conditions;
  }

  Condition add(Filter filter, Function<ItemName, Item> resolveKey) {
    Map<String, String> names = new HashMap<>();
    Uses uses = new Uses(filter, resolveKey);
    filter.templates().forEach((placeholder, call) -> names.put(placeholder, call.match(uses)));
    Expr condition =
        filter.condition().mapColumns(c -> Expr.column(names.getOrDefault(c.name(), c.name())));
    Condition added =
        new Condition(condition, uses.items, List.copyOf(condition.columns()), uses.metrics);
    conditions.add(added);
    return added;
  }

  /** The columns of what one filter names. */
  private final class Uses implements Template.Cases<String> {
    private final Filter filter;
    private final Function<ItemName, Item> resolveKey;
    private final List<Item> items = new ArrayList<>();
    private boolean metrics;

    Uses(Filter filter, Function<ItemName, Item> resolveKey) {
      this.filter = filter;
      this.resolveKey = resolveKey;
    }

    @Override
    public String item(Template.Item call) {
      Item found = at(filter, () -> resolve.apply(call.name()));
      items.add(found);
      return column(found);
    }

    @Override
    public String metric(Template.OfMetric call) {
      metrics = true;
      return metricColumn(call, resolveKey, filter.where());
    }
  }

  /** The column that holds an item, a new one when there is none yet. */
  String column(Item item) {
    for (Map.Entry<String, Item> known : items.entrySet()) {
      if (known.getValue().equals(item)) {
        return known.getKey();
      }
    }
    String name = unused(item.name().toString());
    items.put(name, item);
    return name;
  }

  /** What a filter names wrongly is wrong where the filter stands. */
  private static Item at(Filter filter, Supplier<Item> resolved) {
    try {
      return resolved.get();
    } catch (TruecountException e) {
      Problem first = e.problems().get(0);
      throw TruecountException.invalid(
          new Problem(first.what(), filter.where(), first.why(), first.remedy()));
    }
  }

  private String metricColumn(
      Template.OfMetric template, Function<ItemName, Item> resolveKey, String where) {
    for (Map.Entry<String, MetricColumn> known : metrics.entrySet()) {
      if (known.getValue().template().equals(template)) {
        return known.getKey();
      }
    }
    List<String> keys =
        template.groupBy().stream().map(name -> column(resolveKey.apply(name))).toList();
    String name = unused(String.join("__", keys) + "__" + template.metric());
    metrics.put(name, new MetricColumn(template, keys, where));
    return name;
  }

  private String unused(String base) {
    String name = base;
    for (int i = 2; items.containsKey(name) || metrics.containsKey(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }
}
