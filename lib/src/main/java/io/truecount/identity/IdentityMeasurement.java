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
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static org.apache.spark.sql.functions.col;
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
  private static final String KIND = ClusterSizes.KIND;
  private static final String COUNT = ClusterSizes.COUNT;
  private static final String SOME = ClusterSizes.SOME;
  private static final String SIZE = ClusterSizes.SIZE;

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
    return counts(input)
        .union(ClusterSizes.counted(customers).toDF(KIND, CATEGORY, COUNT, SOME, SIZE))
        .union(largest(customers));
  }

  private static Dataset<Row> counts(Input input) {
    return categories(IDENTIFIERS, input.map(), IdentityTables.TYPE)
        .union(categories(REFUSED_LINKS, input.rejections(), "reason"))
        .union(categories(BLOCKED_VALUES, input.blocked(), "reason"))
        .union(categories(ID_CHANGES, input.changes(), "change"))
        .groupBy(KIND, CATEGORY)
        .agg(count(lit(1)).as(COUNT), lit(0L).as(SOME), lit(0L).as(SIZE));
  }

  private static Dataset<Row> categories(IdentityMeasure kind, Dataset<Row> rows, String category) {
    return rows.select(lit(kind.name()).as(KIND), col(category).as(CATEGORY));
  }

  /** Of equals the one with the smallest id. */
  private static Dataset<Row> largest(Dataset<Row> customers) {
    return customers
        .orderBy(col(SIZE).desc(), col(CUSTOMER_ID))
        .limit(1)
        .select(lit(LARGEST_CUSTOMER.name()), col(CUSTOMER_ID), col(SIZE), lit(0L), lit(0L));
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
    counted.stream()
        .filter(row -> kind(row) == COMPONENT_SIZES)
        .mapToLong(row -> row.<Long>getAs(SIZE))
        .max()
        .ifPresent(size -> put(LARGEST_COMPONENT, ALL, (double) size));
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
