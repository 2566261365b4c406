package io.truecount.metric.rollup;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.plan.GroupByItem;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.RowPlanner;
import io.truecount.metric.plan.Rows;
import io.truecount.metric.plan.TimeRanges;
import io.truecount.metric.plan.Transform;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.MetricQuery.TimeRange;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TimeExpr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the keys and values that queries need of the same rows. Filters become conditions of
 * values: a row that a filter leaves out gets NULL, which every aggregation skips.
 */
final class RollupBuilder {
  private final String name;
  private final RowPlanner rows;
  private final Set<String> keys = new LinkedHashSet<>();
  private final Map<RowSet, Chosen> sets = new LinkedHashMap<>();
  private final Map<String, Expr> values = new LinkedHashMap<>();
  private final Map<String, String> inputs = new LinkedHashMap<>();
  private final Map<String, Expr> parts = new LinkedHashMap<>();
  private final List<String> ids = new ArrayList<>();
  private Grain grain = Grain.DAY;
  private int readers;

  /** The rows that a value is aggregated over. */
  record RowSet(List<Filter> filters, Optional<TimeRange> range) {
    RowSet {
      filters = List.copyOf(filters);
    }
  }

  /** A set of rows as a condition, and the column that counts them. */
  private record Chosen(Optional<Expr> condition, String count, int number) {}

  RollupBuilder(String name, RowPlanner rows) {
    this.name = name;
    this.rows = rows;
  }

  String name() {
    return name;
  }

  /** Counts one more aggregation that reads the rollup. */
  void addReader() {
    readers++;
  }

  /** Periods must be at least as fine as this. */
  void atLeast(Grain needed) {
    grain = needed.finerThan(grain) ? needed : grain;
  }

  /** The column of an item that queries group by. */
  Expr key(GroupByItem item) {
    String column = rows.columns().column(item);
    keys.add(column);
    return source(column);
  }

  Expr time() {
    return source(Rows.TIME);
  }

  /** Whether any row of the set is in the period. */
  Expr anyRows(RowSet set) {
    return Expr.infix(source(chosen(set).count()), Operator.GREATER, new Expr.Word("0"));
  }

  /** The parts of a measure over the rows of a set, by their suffix. */
  Map<Part, Expr> parts(Measure measure, RowSet set) {
    String value = value(measure, chosen(set));
    Map<Part, Expr> result = new LinkedHashMap<>();
    for (Part part : Part.of(measure.aggregation())) {
      String column = value + part.suffix();
      parts.putIfAbsent(column, part.of(Expr.column(value)));
      if (part == Part.IDS && !ids.contains(value)) {
        ids.add(value);
      }
      result.put(part, source(column));
    }
    return result;
  }

  private static Expr source(String column) {
    return Expr.column("src", column);
  }

  private Chosen chosen(RowSet set) {
    Chosen known = sets.get(set);
    if (known != null) {
      return known;
    }
    List<Expr> all = new ArrayList<>();
    set.filters().forEach(f -> all.add(rows.condition(f)));
    set.range().ifPresent(r -> all.add(TimeRanges.between(Rows.TIME, r)));
    Optional<Expr> condition = Expr.allOf(all);
    int number = sets.size() + 1;
    String member = "__in_" + number;
    values.put(member, only(condition, new Expr.Word("1")));
    String count = "__rows_" + number;
    parts.put(count, Part.COUNT.of(Expr.column(member)));
    Chosen chosen = new Chosen(condition, count, number);
    sets.put(set, chosen);
    return chosen;
  }

  private static Expr only(Optional<Expr> condition, Expr value) {
    return condition.map(c -> (Expr) new Expr.Case(List.of(c, value))).orElse(value);
  }

  private String value(Measure measure, Chosen chosen) {
    String input = inputs.get(measure.sql());
    if (input == null) {
      input = "value_%d".formatted(inputs.size() + 1);
      inputs.put(measure.sql(), input);
      rows.need(input, measure.sql(), measure.where());
    }
    Expr value = only(chosen.condition(), Expr.column(input));
    String column = "%s_of_%d".formatted(input, chosen.number());
    values.putIfAbsent(column, value);
    return column;
  }

  /** Call when all queries are planned. */
  Rollup build() {
    List<Named> aggregates =
        parts.entrySet().stream().map(e -> new Named(e.getKey(), e.getValue())).toList();
    return new Rollup(
        name,
        rows.model().name(),
        new Plan(chosenRows()),
        aggregates,
        Rows.TIME,
        Optional.of(rows.timeSql()).filter(sql -> !Grain.DAY.finerThan(rows.newTimeGrain())),
        List.copyOf(keys),
        readers,
        ids);
  }

  private PlanNode chosenRows() {
    List<Named> columns = new ArrayList<>();
    columns.add(new Named(Rows.TIME, new TimeExpr.Trunc(grain, Expr.column(Rows.TIME))));
    keys.forEach(key -> columns.add(Named.same(key)));
    values.forEach((column, value) -> columns.add(new Named(column, value)));
    return Transform.filtered("values of each row", rows.unfiltered(), columns, anyCondition());
  }

  /** Leaves out rows that no value is aggregated over. */
  private Optional<Expr> anyCondition() {
    List<Expr> all = sets.values().stream().flatMap(c -> c.condition().stream()).toList();
    if (all.size() < sets.size()) {
      return Optional.empty();
    }
    return Expr.anyOf(all);
  }
}
