package io.truecount.identity;

import static io.truecount.identity.IdentityTables.CONNECTED_COMPONENT;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.TYPE;
import static org.apache.spark.sql.functions.bin;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Level;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Customers and the components that they are parts of, counted by the number of their identifiers
 * in powers of two.
 *
 * <pre>
 *   customer_id | connected_component | type        kind             power | count | some | size
 *   A           | 7                   | user_id     CUSTOMER_SIZES   0     | 1     | 0    | 1
 *   A           | 7                   | anon        CUSTOMER_SIZES   1     | 1     | 1    | 2
 *   B           | 7                   | anon        COMPONENT_SIZES  1     | 1     | 0    | 3
 * </pre>
 */
final class ClusterSizes {
  static final String KIND = "kind";

  /** The size is from {@code 2^power} on, and less than twice that. */
  static final String POWER = "power";

  static final String COUNT = "count";

  /**
   * Of customers those with a person-level identifier; of components their customers of one
   * identifier, where no identifier of the component is a person's.
   */
  static final String SOME = "some";

  /** Identifiers of the largest one. */
  static final String SIZE = "size";

  private ClusterSizes() {}

  /**
   * One row for each customer: its id, size, whether it is known (1 or 0), and its component. Cost:
   * one aggregation of the map.
   */
  static Dataset<Row> customers(Dataset<Row> map, IdentityConfig config) {
    Column person = col(TYPE).isin(config.typesAt(Level.PERSON).toArray());
    return map.groupBy(CUSTOMER_ID)
        .agg(
            count(lit(1)).as(SIZE),
            max(when(person, 1L).otherwise(0L)).as(SOME),
            min(CONNECTED_COMPONENT).as(CONNECTED_COMPONENT));
  }

  /**
   * Counts customers and components. Cost: one aggregation of the customers by component.
   *
   * @param customers as {@link #customers} gives them
   */
  static Dataset<Row> counted(Dataset<Row> customers) {
    return sizes(customers, IdentityMeasure.CUSTOMER_SIZES)
        .union(sizes(components(customers), IdentityMeasure.COMPONENT_SIZES))
        .groupBy(col(KIND), length(bin(col(SIZE))).minus(1).cast(DataTypes.StringType).as(POWER))
        .agg(count(lit(1)).as(COUNT), sum(SOME).as(SOME), max(SIZE).as(SIZE));
  }

  /** The name of a power's sizes: {@code 1}, {@code 2-3}, {@code 4-7}, … */
  static String range(int power) {
    long from = 1L << power;
    return power == 0 ? "1" : "%d-%d".formatted(from, 2 * from - 1);
  }

  private static Dataset<Row> components(Dataset<Row> customers) {
    Column single = sum(when(col(SIZE).equalTo(1), 1L).otherwise(0L));
    return customers
        .groupBy(CONNECTED_COMPONENT)
        .agg(sum(SIZE).as(SIZE), when(max(SOME).equalTo(0), single).otherwise(0L).as(SOME));
  }

  private static Dataset<Row> sizes(Dataset<Row> clusters, IdentityMeasure kind) {
    return clusters.select(lit(kind.name()).as(KIND), col(SIZE), col(SOME));
  }
}
