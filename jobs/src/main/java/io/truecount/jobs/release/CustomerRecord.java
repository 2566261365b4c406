package io.truecount.jobs.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.CustomersConfig.Trait;
import io.truecount.customer.CustomerTables;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.project.Project;
import io.truecount.table.Release;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * All that a release says of who one customer is.
 *
 * @param customer its row of the table customers
 * @param traits with a value, in the order of the project
 * @param identifiers rows of {@link IdentityTables#map()}, the anchor first
 * @param refused rows of {@link IdentityTables#rejections()} with an identifier of the customer
 * @param overrides rows of {@link IdentityTables#overrides()} that name one of its identifiers
 * @param changes rows of {@link IdentityRunTables#changes()} of its id and of those merged into it,
 *     the oldest first
 */
public record CustomerRecord(
    Release release,
    Row customer,
    List<Trait> traits,
    List<Row> identifiers,
    List<Row> refused,
    List<Row> overrides,
    List<Row> changes) {
  /** Most identifiers, refused edges and changes that are shown. */
  public static final int MOST = 1000;

  private static final String CURRENT = "current_customer_id";
  private static final String RELATED = "related_customer_id";

  /** The tables that it is read from. */
  private static final List<String> TABLES =
      List.of(
          CustomerTables.CUSTOMERS,
          IdentityTables.map().name(),
          IdentityTables.redirects().name(),
          IdentityTables.rejections().name(),
          IdentityTables.overrides().name(),
          IdentityRunTables.changes().name());

  public CustomerRecord {
    traits = List.copyOf(traits);
    identifiers = List.copyOf(identifiers);
    refused = List.copyOf(refused);
    overrides = List.copyOf(overrides);
    changes = List.copyOf(changes);
  }

  /**
   * Looks a customer up. Cost: a scan of each of these tables.
   *
   * @param asked an id, also one that was merged, or {@code TYPE=VALUE}
   * @param where the command, for messages
   * @throws io.truecount.error.TruecountException invalid, when there is none
   */
  public static CustomerRecord of(SparkSession spark, Project project, String asked, String where) {
    Release release = ReleaseViews.registerTables(spark, project, TABLES);
    String id = new CustomerLookup(spark, project.at(release.asOf()), where).find(asked);
    Row customer = rows(spark, CustomerTables.CUSTOMERS, of(id)).collectAsList().get(0);
    List<Row> identifiers =
        rows(spark, IdentityTables.map().name(), of(id))
            .orderBy(col(IdentityTables.IS_ANCHOR).desc(), col("type"), col("value"))
            .limit(MOST)
            .collectAsList();
    List<Trait> traits =
        project.config().customers().traits().stream()
            .filter(trait -> Arrays.asList(customer.schema().fieldNames()).contains(trait.name()))
            .filter(trait -> customer.getAs(trait.name()) != null)
            .toList();
    return new CustomerRecord(
        release,
        customer,
        traits,
        identifiers,
        refused(spark, identifiers),
        overrides(spark, identifiers),
        changes(spark, id));
  }

  private static List<Row> overrides(SparkSession spark, List<Row> identifiers) {
    Object[] keys = identifiers.stream().map(row -> row.getAs(IdentityTables.KEY)).toArray();
    Column names =
        xxhash64(col("a_type"), col("a_value"))
            .isin(keys)
            .or(xxhash64(col("b_type"), col("b_value")).isin(keys));
    return optional(spark, IdentityTables.overrides().name())
        .map(rows -> rows.where(names).orderBy(IdentityTables.PLACE).limit(MOST).collectAsList())
        .orElseGet(List::of);
  }

  private static List<Row> refused(SparkSession spark, List<Row> identifiers) {
    Object[] keys = identifiers.stream().map(row -> row.getAs(IdentityTables.KEY)).toArray();
    return optional(spark, IdentityTables.rejections().name())
        .map(
            rows ->
                rows.where(col("a").isin(keys).or(col("b").isin(keys)))
                    .orderBy("a", "b")
                    .limit(MOST)
                    .collectAsList())
        .orElseGet(List::of);
  }

  private static List<Row> changes(SparkSession spark, String id) {
    List<Object> ids = new ArrayList<>(List.of(id));
    rows(spark, IdentityTables.redirects().name(), col(CURRENT).equalTo(id))
        .limit(MOST)
        .collectAsList()
        .forEach(row -> ids.add(row.getAs(IdentityTables.CUSTOMER_ID)));
    Object[] all = ids.toArray();
    return rows(
            spark,
            IdentityRunTables.changes().name(),
            col(IdentityTables.CUSTOMER_ID).isin(all).or(col(RELATED).isin(all)))
        .orderBy(IdentityTables.AS_OF, "change", IdentityTables.CUSTOMER_ID)
        .limit(MOST)
        .collectAsList();
  }

  private static Column of(String id) {
    return col(IdentityTables.CUSTOMER_ID).equalTo(id);
  }

  private static Dataset<Row> rows(SparkSession spark, String table, Column condition) {
    return spark.table(table).where(condition);
  }

  /** A table that releases of an older version do not have. */
  private static Optional<Dataset<Row>> optional(SparkSession spark, String table) {
    return spark.catalog().tableExists(table) ? Optional.of(spark.table(table)) : Optional.empty();
  }
}
