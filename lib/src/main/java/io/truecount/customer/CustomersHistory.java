package io.truecount.customer;

import static io.truecount.customer.CustomerTables.CUSTOMER_ID;
import static io.truecount.customer.CustomerTables.IS_CURRENT;
import static io.truecount.customer.CustomerTables.VALID_FROM;
import static io.truecount.customer.CustomerTables.VALID_TO;
import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.PROPERTIES;
import static io.truecount.event.EventTables.SOURCE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import io.truecount.config.CustomersConfig;
import io.truecount.config.CustomersConfig.Trait;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;

/** The values that traits had over time, by the times of events. */
public final class CustomersHistory {
  private static final String VALUES = "__values";

  private CustomersHistory() {}

  /**
   * A row for each time that a customer's traits with a history change: the values that their rules
   * give of the events up to then. A customer without a value of any has no row.
   *
   * <pre>
   *   customerEvents   customer_id | occurred_at | properties.city
   *                    C1          | 10:00       | Bonn
   *                    C1          | 11:00       | Bonn
   *                    C1          | 12:00       | Köln
   *   history, with the trait city = most recent
   *                    customer_id | city | valid_from | valid_to | is_current
   *                    C1          | Bonn | 10:00      | 12:00    | false
   *                    C1          | Köln | 12:00      | NULL     | true
   * </pre>
   *
   * Cost: one shuffle and sort of the events that have a value of any such trait, with these
   * values; for most_frequent and set_union also the distinct values of a customer at each of its
   * events. All of it every night: late events and merged customers change the past.
   *
   * @param customerEvents in the shape of {@link CustomerTables#customerEvents}
   * @param config with at least one trait that has a history
   * @return in the shape of {@link CustomerTables#customersHistory}
   */
  public static Dataset<Row> of(Dataset<Row> customerEvents, CustomersConfig config) {
    StructType properties = (StructType) customerEvents.schema().apply(PROPERTIES).dataType();
    WindowSpec ofCustomer = Window.partitionBy(CUSTOMER_ID);
    WindowSpec upToNow =
        ofCustomer
            .orderBy(OCCURRED_AT) // events at one instant change the traits together
            .rangeBetween(Window.unboundedPreceding(), Window.currentRow());
    WindowSpec inOrder = ofCustomer.orderBy(OCCURRED_AT, SOURCE, EVENT_ID);
    List<Trait> traits = config.history();
    Column[] values =
        traits.stream()
            .map(trait -> Traits.survivor(trait, properties, value -> value.over(upToNow)))
            .toArray(Column[]::new);
    Dataset<Row> changes =
        customerEvents
            .where(col(CUSTOMER_ID).isNotNull().and(Traits.anyGiven(traits)))
            .select(keyed(struct(values)))
            .withColumn(IS_CURRENT, not(lag(VALUES, 1).over(inOrder).eqNullSafe(col(VALUES))))
            .where(IS_CURRENT);
    return CustomerTables.customersHistory(config, properties)
        .select(
            changes
                .withColumn(VALID_FROM, col(OCCURRED_AT))
                .withColumn(VALID_TO, lead(OCCURRED_AT, 1).over(inOrder))
                .withColumn(IS_CURRENT, col(VALID_TO).isNull())
                .select(col("*"), col(VALUES + ".*")));
  }

  private static Column[] keyed(Column values) {
    return Stream.concat(
            Stream.of(CUSTOMER_ID, OCCURRED_AT, SOURCE, EVENT_ID).map(name -> col(name)),
            Stream.of(values.as(VALUES)))
        .toArray(Column[]::new);
  }
}
