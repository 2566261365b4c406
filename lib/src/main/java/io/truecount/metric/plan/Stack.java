package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the rows of all inputs into one table (UNION ALL); a column that an input lacks is NULL.
 *
 * <pre>
 *   country | orders    country | visits    gives   country | orders | visits
 *   DE      | 2         DE      | 8                 DE      | 2      | NULL
 *                       FR      | 4                 DE      | NULL   | 8
 *                                                   FR      | NULL   | 4
 * </pre>
 */
public record Stack(String purpose, List<PlanNode> inputs, List<String> columns)
    implements PlanNode {
  public Stack {
    inputs = List.copyOf(inputs);
    columns = List.copyOf(columns);
  }

  /**
   * Matches inputs on all keys, NULL keys with NULL keys. Each input has at most one row a group,
   * so that their stacked rows, grouped again, are their full outer join.
   *
   * <pre>
   *   country | orders    country | visits    gives   country | orders | visits
   *   DE      | 2         DE      | 8                 DE      | 2      | 8
   *                       FR      | 4                 FR      | NULL   | 4
   * </pre>
   */
  static PlanNode matched(List<PlanNode> inputs, List<String> keys, List<String> values) {
    if (inputs.size() == 1) {
      return inputs.get(0);
    }
    List<String> columns = new ArrayList<>(keys);
    columns.addAll(values);
    Aggregator max = Aggregator.of(Aggregation.MAX);
    List<Named> only =
        values.stream()
            .map(v -> new Named(v, new Expr.Aggregate(max, Expr.column(v), Optional.empty())))
            .toList();
    return new Aggregate(
        "match on dimensions", new Stack("rows of all inputs", inputs, columns), keys, only);
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

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.stack(this);
  }
}
