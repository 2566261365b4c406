package io.truecount.audience;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.time.Instant;
import org.apache.spark.sql.Column;

/** Whether a column's value passes a test at as_of; NULL for unknown. */
record Passes(Column value, Instant asOf) implements ValueTest.Cases<Column> {
  @Override
  public Column compare(ValueTest.Compare compare) {
    Column other = lit(compare.value());
    return switch (compare.operator()) {
      case EQUAL -> value.equalTo(other);
      case NOT_EQUAL -> value.notEqual(other);
      case LESS -> value.lt(other);
      case LESS_OR_EQUAL -> value.leq(other);
      case GREATER -> value.gt(other);
      case GREATER_OR_EQUAL -> value.geq(other);
    };
  }

  @Override
  public Column in(ValueTest.In in) {
    Column found = value.isin(in.values().toArray());
    return in.negated() ? not(found) : found;
  }

  @Override
  public Column exists(ValueTest.Exists exists) {
    return exists.wanted() ? value.isNotNull() : value.isNull();
  }

  @Override
  public Column contains(ValueTest.Contains contains) {
    return array_contains(value, contains.value());
  }

  @Override
  public Column within(ValueTest.Within within) {
    Window window = within.window();
    return value.geq(lit(window.start(asOf))).and(value.lt(lit(asOf)));
  }
}
