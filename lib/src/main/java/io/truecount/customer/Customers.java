package io.truecount.customer;

import static io.truecount.customer.CustomerTables.ANONYMOUS;
import static io.truecount.customer.CustomerTables.CREATED_AT;
import static io.truecount.customer.CustomerTables.CUSTOMER_ID;
import static io.truecount.customer.CustomerTables.EVENT_COUNT;
import static io.truecount.customer.CustomerTables.FIRST_SEEN;
import static io.truecount.customer.CustomerTables.IDENTIFIERS;
import static io.truecount.customer.CustomerTables.KIND;
import static io.truecount.customer.CustomerTables.KNOWN;
import static io.truecount.customer.CustomerTables.LAST_SEEN;
import static io.truecount.event.EventTables.PROPERTIES;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.CustomersConfig;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.identity.IdentityTables;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Makes one row for each customer. */
public final class Customers {
  private static final String[] BY_CUSTOMER = {CUSTOMER_ID};

  private Customers() {}

  /**
   * The customers with their traits, all of which come from one pass over the events that have a
   * value of any. Counts and times come from the attributions, which are far fewer than the events.
   *
   * <pre>
   *   customerEvents   customer_id | occurred_at | properties.city
   *                    C1          | 10:00       | Bonn
   *                    C1          | 11:00       | Köln
   *                    NULL        | 12:00       | Ulm
   *   map              customer_id | type    | value      attributions   customer_id | event_count
   *                    C1          | user_id | u1                        C1          | 2
   *                    C2          | anon    | a2                        C2          | 1
   *   customers, with the trait city = most recent
   *                    customer_id | kind      | identifiers    | event_count | city
   *                    C1          | known     | [{user_id,u1}] | 2           | Köln
   *                    C2          | anonymous | [{anon,a2}]    | 1           | NULL
   * </pre>
   *
   * @param customerEvents in the shape of {@link CustomerTables#customerEvents}
   * @param map in the shape of {@link IdentityTables#map()}
   * @param attributions in the shape of {@link IdentityTables#attributions()}
   * @return in the shape of {@link CustomerTables#customers}
   */
  public static Dataset<Row> of(
      Dataset<Row> customerEvents,
      Dataset<Row> map,
      Dataset<Row> attributions,
      CustomersConfig config,
      IdentityConfig identity) {
    StructType properties = (StructType) customerEvents.schema().apply(PROPERTIES).dataType();
    Dataset<Row> customers =
        identified(map, identity)
            .join(seen(attributions), BY_CUSTOMER, "left")
            .withColumn(EVENT_COUNT, coalesce(col(EVENT_COUNT), lit(0L)));
    if (!config.traits().isEmpty()) {
      customers = customers.join(traits(customerEvents, config, properties), BY_CUSTOMER, "left");
    }
    return CustomerTables.customers(config, properties).select(customers);
  }

  private static Dataset<Row> identified(Dataset<Row> map, IdentityConfig identity) {
    Column person = col(IdentityTables.TYPE).isin(identity.typesAt(Level.PERSON).toArray());
    return map.groupBy(CUSTOMER_ID)
        .agg(
            when(bool_or(person), KNOWN).otherwise(ANONYMOUS).as(KIND),
            array_sort(collect_list(struct(IdentityTables.TYPE, IdentityTables.VALUE)))
                .as(IDENTIFIERS),
            min(IdentityTables.CREATED_AT).as(CREATED_AT));
  }

  private static Dataset<Row> seen(Dataset<Row> attributions) {
    return attributions
        .groupBy(CUSTOMER_ID)
        .agg(
            min(IdentityTables.FIRST_SEEN).as(FIRST_SEEN),
            max(IdentityTables.LAST_SEEN).as(LAST_SEEN),
            sum(IdentityTables.EVENT_COUNT).as(EVENT_COUNT));
  }

  private static Dataset<Row> traits(
      Dataset<Row> customerEvents, CustomersConfig config, StructType properties) {
    List<Column> survivors =
        config.traits().stream()
            .map(t -> Traits.survivor(t, properties, UnaryOperator.identity()))
            .toList();
    return customerEvents
        .where(col(CUSTOMER_ID).isNotNull().and(Traits.anyGiven(config.traits())))
        .groupBy(CUSTOMER_ID)
        .agg(survivors.get(0), survivors.subList(1, survivors.size()).toArray(Column[]::new));
  }
}
