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
 * The columns that rows need for grouping and filtering: the groups under their queried names, and
 * one more column for each item that only filters use.
 */
public final class FilterColumns {
  /** A condition over columns of the rows, and the columns it uses. */
  public record Condition(
      Expr expr, List<GroupByItem> items, List<String> columns, boolean usesMetrics) {
    public boolean onlyOwnTime() {
      return !usesMetrics && !items.isEmpty() && items.stream().allMatch(GroupByItem::isOwnTime);
    }

    public boolean anyOwnTime() {
      return items.stream().anyMatch(GroupByItem::isOwnTime);
    }
  }

  /**
   * A metric of each entity, and the columns of the rows that it is joined by.
   *
   * @param where file and line of the filter that uses it
   */
  record MetricColumn(Template.OfMetric template, List<String> keyColumns, String where) {}

  private final Function<ItemName, GroupByItem> resolve;
  private final Map<String, GroupByItem> items = new LinkedHashMap<>();
  private final Map<String, MetricColumn> metrics = new LinkedHashMap<>();
  private final List<Condition> conditions = new ArrayList<>();

  FilterColumns(Map<String, ItemName> groups, Function<ItemName, GroupByItem> resolve) {
    this.resolve = resolve;
    groups.forEach((column, name) -> items.put(column, resolve.apply(name)));
  }

  /** The item of every column. */
  public Map<String, GroupByItem> items() {
    return items;
  }

  public Map<String, MetricColumn> metrics() {
    return metrics;
  }

  public List<Condition> conditions() {
    return conditions;
  }

  Condition add(Filter filter, Function<ItemName, GroupByItem> resolveKey) {
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

  /** Finds the columns of the items and metrics that one filter names. */
  private final class Uses implements Template.Cases<String> {
    private final Filter filter;
    private final Function<ItemName, GroupByItem> resolveKey;
    private final List<GroupByItem> items = new ArrayList<>();
    private boolean metrics;

    Uses(Filter filter, Function<ItemName, GroupByItem> resolveKey) {
      this.filter = filter;
      this.resolveKey = resolveKey;
    }

    @Override
    public String item(Template.Item call) {
      GroupByItem found = at(filter, () -> resolve.apply(call.name()));
      items.add(found);
      return column(found);
    }

    @Override
    public String metric(Template.OfMetric call) {
      metrics = true;
      return metricColumn(call, resolveKey, filter.where());
    }
  }

  /** The column of an item; added when there is none yet. */
  public String column(GroupByItem item) {
    for (Map.Entry<String, GroupByItem> known : items.entrySet()) {
      if (known.getValue().equals(item)) {
        return known.getKey();
      }
    }
    String name = unused(item.name().toString());
    items.put(name, item);
    return name;
  }

  /** Reports an item that cannot be resolved at the file and line of the filter that names it. */
  private static GroupByItem at(Filter filter, Supplier<GroupByItem> resolved) {
    try {
      return resolved.get();
    } catch (TruecountException e) {
      Problem first = e.problems().get(0);
      throw TruecountException.invalid(
          new Problem(first.what(), filter.where(), first.why(), first.remedy()));
    }
  }

  private String metricColumn(
      Template.OfMetric template, Function<ItemName, GroupByItem> resolveKey, String where) {
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
