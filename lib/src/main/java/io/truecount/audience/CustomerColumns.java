package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;

import io.truecount.metric.plan.Join;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns to join to customers.
 *
 * @param purpose of the joined rows
 * @param node at most one row a customer
 * @param key its column with the customer
 */
record CustomerColumns(String purpose, PlanNode node, String key) {
  /** The customers with these columns, which are NULL for a customer without a row. */
  PlanNode joinedTo(PlanNode customers) {
    List<Named> columns = new ArrayList<>(Named.of(Join.LEFT, customers.columns()));
    node.columns().stream()
        .filter(column -> !column.equals(key))
        .forEach(column -> columns.add(Named.of(Join.RIGHT, column)));
    return Join.on(purpose, JoinKind.LEFT, customers, node, Join.equal(CUSTOMER_ID, key), columns);
  }
}
