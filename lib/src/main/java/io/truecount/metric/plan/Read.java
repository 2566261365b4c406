package io.truecount.metric.plan;

import io.truecount.metric.manifest.TableName;
import io.truecount.metric.sql.Duplicates;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select;
import io.truecount.metric.sql.Select.Named;
import java.util.List;
import java.util.Optional;

/**
 * Reads a table and computes columns from its rows.
 *
 * <pre>
 *   orders                      __time = day of at, value = amount * 2
 *   at          | amount        gives   __time | value
 *   1 May 09:00 | 10                    1 May  | 20
 *   1 May 10:00 | 20                    1 May  | 40
 *   2 May 08:00 | NULL                  2 May  | NULL
 * </pre>
 *
 * @param values over the columns of the relation {@code src}
 * @param where the condition of the rows that are read; empty for all
 */
public record Read(
    String purpose,
    TableName table,
    List<Named> values,
    Optional<Expr> where,
    Duplicates duplicates)
    implements PlanNode {
  public Read {
    values = List.copyOf(values);
  }

  /** All rows. */
  public static Read of(String purpose, TableName table, List<Named> values) {
    return new Read(purpose, table, values, Optional.empty(), Duplicates.KEEP);
  }

  /** The rows that a condition holds for. */
  public static Read filtered(
      String purpose, TableName table, List<Named> values, Optional<Expr> where) {
    return new Read(purpose, table, values, where, Duplicates.KEEP);
  }

  /** The distinct rows. */
  static Read distinct(String purpose, TableName table, List<Named> values) {
    return new Read(purpose, table, values, Optional.empty(), Duplicates.DROP);
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
    return Select.of(values, new Select.Table(table, "src"), where).with(duplicates);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.read(this);
  }
}
