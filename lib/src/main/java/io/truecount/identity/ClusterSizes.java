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
 *   customer_id | connected_component | type         customers    power | count | some   largest   A, 2
 *   A           | 7                   | user_id                   0     | 1     | 0
 *   A           | 7                   | anon                      1     | 1     | 1
 *   B           | 7                   | anon         components   1     | 1     | 0      largest   7, 3
 * </pre>
 */
final class ClusterSizes {
  /** The size is from {@code 2^power} on, and less than twice that. */
  static final String POWER = "power";

  static final String COUNT = "count";

  /** Of customers those with a person-level identifier, of components their dangling ones. */
  static final String SOME = "some";

  private static final String SIZE = "size";
  private static final String KNOWN = "known";
  private static final String DANGLING = "dangling";

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
            max(when(person, 1L).otherwise(0L)).as(KNOWN),
            min(CONNECTED_COMPONENT).as(CONNECTED_COMPONENT));
  }

  /**
   * One row for each component: its key, size, and its customers of one identifier where no
   * identifier of it is a person's. Cost: one aggregation of the customers.
   *
   * @param customers as {@link #customers} gives them
   */
  static Dataset<Row> components(Dataset<Row> customers) {
    Column single = sum(when(col(SIZE).equalTo(1), 1L).otherwise(0L));
    return customers
        .groupBy(CONNECTED_COMPONENT)
        .agg(sum(SIZE).as(SIZE), when(max(KNOWN).equalTo(0), single).otherwise(0L).as(DANGLING));
  }

  /** Customers by power of two; some of them are known. */
  static Dataset<Row> ofCustomers(Dataset<Row> customers) {
    return counted(customers, KNOWN);
  }

  /** Components by power of two; some is their dangling customers. */
  static Dataset<Row> ofComponents(Dataset<Row> components) {
    return counted(components, DANGLING);
  }

  /** The largest one and its size; of equals that of the smallest id. */
  static Dataset<Row> largest(Dataset<Row> clusters, String id) {
    return clusters
        .orderBy(col(SIZE).desc(), col(id))
        .limit(1)
        .select(col(id).cast(DataTypes.StringType), col(SIZE), lit(0L));
  }

  /** The name of a power's sizes: {@code 1}, {@code 2-3}, {@code 4-7}, … */
  static String range(int power) {
    long from = 1L << power;
    return power == 0 ? "1" : "%d-%d".formatted(from, 2 * from - 1);
  }

  private static Dataset<Row> counted(Dataset<Row> clusters, String some) {
    return clusters
        .groupBy(length(bin(col(SIZE))).minus(1).cast(DataTypes.StringType).as(POWER))
        .agg(count(lit(1)).as(COUNT), sum(some).as(SOME));
  }
}
