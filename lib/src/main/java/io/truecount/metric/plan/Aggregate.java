package io.truecount.metric.plan;

import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Aggregates rows to one row a group. Without keys there is one row, also over no rows.
 *
 * <pre>
 *   country | amount    by country, sum of amount gives   country | revenue
 *   DE      | 10                                          DE      | 30
 *   DE      | 20                                          FR      | 5
 *   FR      | 5
 * </pre>
 *
 * @param keys columns of the input; NULL is a group of its own
 * @param values aggregations over columns of the input
 */
public record Aggregate(String purpose, PlanNode input, List<String> keys, List<Named> values)
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
    List<Named> all = new ArrayList<>(Named.same(keys));
    all.addAll(values);
    return Select.of(all, new Select.Step(steps.get(0), steps.get(0)), Optional.empty())
        .grouped(keys.stream().map(k -> (Expr) Expr.column(k)).toList());
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.aggregate(this);
  }
}
