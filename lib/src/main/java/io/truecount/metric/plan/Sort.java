package io.truecount.metric.plan;

import io.truecount.metric.sql.Select;
import io.truecount.metric.sql.Select.Named;
import java.util.List;
import java.util.Optional;

/**
 * Orders the rows, and keeps only the first of them when there is a limit.
 *
 * <pre>
 *   country | orders    by orders, descending, limit 2 gives   country | orders
 *   DE      | 2                                                FR      | 4
 *   FR      | 4                                                DE      | 2
 *   IT      | NULL
 * </pre>
 *
 * @param order the columns to order by, the first one first; NULLs go last
 * @param limit how many rows are kept; empty for all
 */
public record Sort(
    String purpose, PlanNode input, List<Select.Order> order, Optional<Integer> limit)
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
    Select.Step step = new Select.Step(steps.get(0), steps.get(0));
    return Select.of(Named.same(columns()), step, Optional.empty()).ordered(order, limit);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.sort(this);
  }
}
