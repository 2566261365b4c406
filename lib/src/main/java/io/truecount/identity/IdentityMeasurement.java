package io.truecount.identity;

import static io.truecount.identity.IdentityMeasure.BLOCKED_VALUES;
import static io.truecount.identity.IdentityMeasure.CHURN_SHARE;
import static io.truecount.identity.IdentityMeasure.COMPONENT_SIZES;
import static io.truecount.identity.IdentityMeasure.CUSTOMERS;
import static io.truecount.identity.IdentityMeasure.CUSTOMER_SIZES;
import static io.truecount.identity.IdentityMeasure.DANGLING_IDENTIFIERS;
import static io.truecount.identity.IdentityMeasure.DANGLING_SHARE;
import static io.truecount.identity.IdentityMeasure.IDENTIFIERS;
import static io.truecount.identity.IdentityMeasure.ID_CHANGES;
import static io.truecount.identity.IdentityMeasure.KNOWN_CUSTOMERS;
import static io.truecount.identity.IdentityMeasure.KNOWN_SHARE;
import static io.truecount.identity.IdentityMeasure.LARGEST_COMPONENT;
import static io.truecount.identity.IdentityMeasure.LARGEST_CUSTOMER;
import static io.truecount.identity.IdentityMeasure.LINKS;
import static io.truecount.identity.IdentityMeasure.REFUSED_LINKS;
import static io.truecount.identity.IdentityMeasure.REFUSED_SHARE;
import static io.truecount.identity.IdentityQuality.ALL;
import static io.truecount.identity.IdentityQuality.CATEGORY;
import static io.truecount.identity.IdentityTables.CONNECTED_COMPONENT;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.truecount.config.IdentityConfig;
import io.truecount.identity.IdentityQuality.Input;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts what {@link IdentityQuality} names, by one query. */
final class IdentityMeasurement {
  private static final String KIND = "kind";
  private static final String COUNT = ClusterSizes.COUNT;
  private static final String SOME = ClusterSizes.SOME;

  private final Map<IdentityMeasure, Map<String, Double>> values = new HashMap<>();

  private IdentityMeasurement() {}

  static IdentityQuality of(Input input, IdentityConfig config) {
    IdentityMeasurement measurement = new IdentityMeasurement();
    List<Row> counted = query(input, config).collectAsList();
    counted.forEach(row -> measurement.put(kind(row), row));
    measurement.totals(counted, input.links());
    return measurement.withShares(new IdentityQuality(measurement.values));
  }

  /** Few rows: types, reasons and powers of two. */
  private static Dataset<Row> query(Input input, IdentityConfig config) {
    Dataset<Row> customers = ClusterSizes.customers(input.map(), config);
    Dataset<Row> components = ClusterSizes.components(customers);
    return of(CUSTOMER_SIZES, ClusterSizes.ofCustomers(customers))
        .union(of(COMPONENT_SIZES, ClusterSizes.ofComponents(components)))
        .union(of(LARGEST_CUSTOMER, ClusterSizes.largest(customers, CUSTOMER_ID)))
        .union(of(LARGEST_COMPONENT, ClusterSizes.largest(components, CONNECTED_COMPONENT)))
        .union(counts(IDENTIFIERS, input.map(), IdentityTables.TYPE))
        .union(counts(REFUSED_LINKS, input.rejections(), "reason"))
        .union(counts(BLOCKED_VALUES, input.blocked(), "reason"))
        .union(counts(ID_CHANGES, input.changes(), "change"));
  }

  /** Rows of a category, a count and another count, with their kind before them. */
  private static Dataset<Row> of(IdentityMeasure kind, Dataset<Row> rows) {
    return rows.toDF(CATEGORY, COUNT, SOME).withColumn(KIND, lit(kind.name()));
  }

  private static Dataset<Row> counts(IdentityMeasure kind, Dataset<Row> rows, String column) {
    return of(kind, rows.groupBy(column).agg(count(lit(1)), lit(0L)));
  }

  private static IdentityMeasure kind(Row row) {
    return IdentityMeasure.valueOf(row.<String>getAs(KIND));
  }

  private void put(IdentityMeasure kind, Row row) {
    String category = row.getAs(CATEGORY);
    boolean isSize = kind == CUSTOMER_SIZES || kind == COMPONENT_SIZES;
    put(
        kind,
        isSize ? ClusterSizes.range(Integer.parseInt(category)) : category,
        row.<Long>getAs(COUNT));
  }

  private void put(IdentityMeasure measure, String category, double value) {
    values.computeIfAbsent(measure, m -> new HashMap<>()).put(category, value);
  }

  private void totals(List<Row> counted, long links) {
    put(CUSTOMERS, ALL, (double) total(counted, CUSTOMER_SIZES, COUNT));
    put(KNOWN_CUSTOMERS, ALL, (double) total(counted, CUSTOMER_SIZES, SOME));
    put(DANGLING_IDENTIFIERS, ALL, (double) total(counted, COMPONENT_SIZES, SOME));
    put(LINKS, ALL, (double) links);
  }

  private static long total(List<Row> counted, IdentityMeasure kind, String column) {
    return counted.stream()
        .filter(row -> kind(row) == kind)
        .mapToLong(row -> row.<Long>getAs(column))
        .sum();
  }

  private IdentityQuality withShares(IdentityQuality counts) {
    long customers = counts.total(CUSTOMERS);
    long churn = counts.total(ID_CHANGES) - counts.count(ID_CHANGES, "created");
    put(KNOWN_SHARE, ALL, share(counts.total(KNOWN_CUSTOMERS), customers));
    put(DANGLING_SHARE, ALL, share(counts.total(DANGLING_IDENTIFIERS), customers));
    put(REFUSED_SHARE, ALL, share(counts.total(REFUSED_LINKS), counts.total(LINKS)));
    put(CHURN_SHARE, ALL, share(churn, counts.customersBefore()));
    return new IdentityQuality(values);
  }

  /** Nothing of nothing is 0. */
  private static double share(long some, long all) {
    return all == 0 ? 0 : (double) some / all;
  }
}
