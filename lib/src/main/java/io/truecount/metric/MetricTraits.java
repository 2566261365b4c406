package io.truecount.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.DoubleType;

import io.truecount.customer.CustomerTables;
import io.truecount.error.Problems;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.SavedQueries;
import io.truecount.table.Column;
import io.truecount.table.Quoting;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Metrics that are traits of customers: those of the saved queries whose use is traits. Such a
 * query groups by one entity whose keys are customer ids.
 */
public final class MetricTraits {
  private static final String KEY = "__customer";

  private MetricTraits() {}

  /** The saved queries whose metrics are traits, in the order of the files. */
  public static List<SavedQuery> queries(Manifest manifest) {
    return manifest.savedQueries().stream()
        .filter(saved -> saved.use() == SavedQuery.Use.TRAITS)
        .toList();
  }

  /** The customers with a column for each trait that is a metric; all of them are doubles. */
  public static TableDefinition added(TableDefinition customers, Manifest manifest) {
    List<Column> columns = new ArrayList<>(customers.columns());
    Set<String> taken = new LinkedHashSet<>(customers.columnNames());
    for (SavedQuery saved : queries(manifest)) {
      for (String metric : saved.metrics()) {
        if (!taken.add(metric)) {
          continue; // reported by check
        }
        String meaning = manifest.metric(metric).map(m -> m.header().label()).orElse("");
        String words = "metric %s%s".formatted(metric, meaning.isEmpty() ? "" : ": " + meaning);
        columns.add(new Column(metric, DoubleType, words));
      }
    }
    return new TableDefinition(customers.name(), customers.grain(), customers.key(), columns);
  }

  /**
   * Finds what would break {@link #added} and {@link #joined}, and per-unit tables.
   *
   * @param customers without metrics
   */
  public static void check(Manifest manifest, TableDefinition customers, Problems problems) {
    Map<String, String> taken = new HashMap<>();
    customers.columnNames().forEach(column -> taken.put(column, "in truecount.conf or built in"));
    for (SavedQuery saved : manifest.savedQueries()) {
      if (saved.use() == SavedQuery.Use.TABLE) {
        continue;
      }
      List<MetricQuery.Group> groups = SavedQueries.query(manifest, saved).groupBy();
      boolean traits = saved.use() == SavedQuery.Use.TRAITS;
      boolean unit = !groups.isEmpty() && isEntity(manifest, groups.get(0).item());
      boolean day = groups.size() == 2 && groups.get(1).item().isMetricTime();
      if (!unit || (traits ? groups.size() != 1 : !day)) {
        problems.add(
            "saved query \"%s\" cannot be used as %s".formatted(saved.name(), words(saved)),
            saved.where(),
            traits
                ? "group it by the customer's entity alone: \"Entity('customer')\""
                : "group it by an entity, then \"TimeDimension('metric_time', 'day')\"");
      }
      if (traits) {
        saved.metrics().forEach(metric -> claim(metric, saved.where(), taken, problems));
      }
    }
  }

  private static void claim(
      String metric, String where, Map<String, String> taken, Problems problems) {
    String other = taken.putIfAbsent(metric, where);
    if (other != null) {
      problems.add(
          "customers have a trait \"%s\" already, %s".formatted(metric, other),
          where,
          "give the metric another name, or take it out of one of the two");
    }
  }

  private static String words(SavedQuery saved) {
    return saved.use().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static boolean isEntity(Manifest manifest, ItemName item) {
    return manifest.models().stream().anyMatch(m -> m.entity(item.element()).isPresent());
  }

  /**
   * Customers with the metrics of a saved query; a customer that it has no row for has NULLs.
   *
   * @param customers without these metrics
   * @param values the customer's id, then the metrics
   */
  public static Dataset<Row> joined(Dataset<Row> customers, Dataset<Row> values, SavedQuery saved) {
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    columns.add(Quoting.column(values.columns()[0]).cast("string").as(KEY));
    saved
        .metrics()
        .forEach(metric -> columns.add(Quoting.column(metric).cast("double").as(metric)));
    Dataset<Row> keyed =
        values
            .select(columns.toArray(org.apache.spark.sql.Column[]::new))
            .filter(col(KEY).isNotNull());
    return customers
        .join(keyed, customers.col(CustomerTables.CUSTOMER_ID).equalTo(col(KEY)), "left")
        .drop(KEY);
  }
}
