package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One operation of a plan. Equal operations over equal inputs are equal objects, so that a step
 * that is needed twice is written once.
 */
public sealed interface PlanNode {
  /** What it does in a few words, for people. */
  String purpose();

  List<PlanNode> inputs();

  /** The names of its columns, in order. */
  List<String> columns();

  /** Its SELECT, given the names of its inputs in the statement. */
  Select select(List<String> steps);

  /** The rows of a table, with computed columns. */
  record Read(
      String purpose, TableName table, List<Named> values, Optional<Expr> where, boolean distinct)
      implements PlanNode {
    public Read {
      values = List.copyOf(values);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }

    @Override
    public List<String> columns() {
      return values.stream().map(Named::name).toList();
    }

    @Override
    public Select select(List<String> steps) {
      return Select.of(values, new Select.Table(table, "src"), where).asDistinct(distinct);
    }
  }

  /** Other columns of the same rows, or only those rows that a condition holds for. */
  record Transform(
      String purpose, PlanNode input, List<Named> values, Optional<Expr> where, boolean distinct)
      implements PlanNode {
    public Transform {
      values = List.copyOf(values);
    }

    static PlanNode filter(String purpose, PlanNode input, Optional<Expr> where) {
      return where.isEmpty()
          ? input
          : new Transform(
              purpose, input, input.columns().stream().map(Named::same).toList(), where, false);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public List<String> columns() {
      return values.stream().map(Named::name).toList();
    }

    @Override
    public Select select(List<String> steps) {
      return Select.of(values, new Select.Step(steps.get(0), steps.get(0)), where)
          .asDistinct(distinct);
    }
  }

  /** Two inputs side by side; columns come from the relations {@code l} and {@code r}. */
  record Join(
      String purpose,
      String kind,
      PlanNode left,
      PlanNode right,
      Optional<Expr> on,
      List<Named> values,
      Optional<Expr> where)
      implements PlanNode {
    static final String LEFT = "l";
    static final String RIGHT = "r";

    public Join {
      values = List.copyOf(values);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(left, right);
    }

    @Override
    public List<String> columns() {
      return values.stream().map(Named::name).toList();
    }

    @Override
    public Select select(List<String> steps) {
      return Select.of(values, new Select.Step(steps.get(0), LEFT), where)
          .joined(new Select.Join(kind, new Select.Step(steps.get(1), RIGHT), on));
    }
  }

  /** One row a group, with aggregated values. */
  record Aggregate(String purpose, PlanNode input, List<String> keys, List<Named> values)
      implements PlanNode {
    public Aggregate {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public List<String> columns() {
      List<String> result = new ArrayList<>(keys);
      values.forEach(v -> result.add(v.name()));
      return result;
    }

    @Override
    public Select select(List<String> steps) {
      List<Named> all = new ArrayList<>(keys.stream().map(Named::same).toList());
      all.addAll(values);
      return Select.of(all, new Select.Step(steps.get(0), steps.get(0)), Optional.empty())
          .grouped(keys.stream().map(k -> (Expr) Expr.column(k)).toList());
    }
  }

  /** Inputs under each other; a column that an input lacks is NULL. */
  record Stack(String purpose, List<PlanNode> inputs, List<String> columns) implements PlanNode {
    public Stack {
      inputs = List.copyOf(inputs);
      columns = List.copyOf(columns);
    }

    /**
     * Aggregated inputs matched on all keys, NULL keys among themselves; what an input has no row
     * for is NULL. Each input has one row a group, so that all of them under each other, grouped
     * again, are their full outer join.
     */
    static PlanNode matched(List<PlanNode> inputs, List<String> keys, List<String> values) {
      if (inputs.size() == 1) {
        return inputs.get(0);
      }
      List<String> columns = new ArrayList<>(keys);
      columns.addAll(values);
      Aggregator max = Aggregator.of(Aggregation.MAX);
      List<Named> largest =
          values.stream()
              .map(v -> new Named(v, new Expr.Aggregate(max, Expr.column(v), Optional.empty())))
              .toList();
      return new Aggregate(
          "match on dimensions", new Stack("rows of all inputs", inputs, columns), keys, largest);
    }

    @Override
    public Select select(List<String> steps) {
      List<Select> all = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        List<String> present = inputs.get(i).columns();
        List<Named> named =
            columns.stream()
                .map(c -> present.contains(c) ? Named.same(c) : new Named(c, new Expr.Word("NULL")))
                .toList();
        all.add(Select.of(named, new Select.Step(steps.get(i), steps.get(i)), Optional.empty()));
      }
      return all.get(0).with(all.subList(1, all.size()));
    }
  }

  /** The same rows in an order, or the first of them. */
  record Sort(String purpose, PlanNode input, List<Select.Order> order, Optional<Integer> limit)
      implements PlanNode {
    public Sort {
      order = List.copyOf(order);
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }

    @Override
    public List<String> columns() {
      return input.columns();
    }

    @Override
    public Select select(List<String> steps) {
      return Select.of(
              columns().stream().map(Named::same).toList(),
              new Select.Step(steps.get(0), steps.get(0)),
              Optional.empty())
          .ordered(order, limit);
    }
  }
}
