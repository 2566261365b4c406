package io.truecount.metric;

import io.truecount.error.Problems;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.testkit.SharedSpark;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * A generated shop: orders with NULL keys, NULL times and customers that are not known, and metrics
 * of every type over them.
 */
record Shop(Manifest manifest, Map<String, Dataset<Row>> tables) {
  private static final LocalDateTime START = LocalDateTime.of(2024, 1, 1, 0, 0);
  private static final int DAYS = 100;

  /** Metrics whose groups add up. */
  static final List<String> ADDITIVE = List.of("orders", "revenue", "gifts", "paid");

  static final List<String> METRICS =
      List.of(
          "orders",
          "revenue",
          "gifts",
          "paid",
          "buyers",
          "mean",
          "largest",
          "middle",
          "per_buyer",
          "share",
          "running",
          "trailing",
          "to_date",
          "before",
          "growth",
          "dense",
          "latest",
          "generated");

  static final List<String> DIMENSIONS =
      List.of("customer__country", "order__channel", "customer", "customer__signed_up__month");

  static Shop of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Dataset<Row>> tables = new TreeMap<>();
    tables.put("shop_orders", orders(random));
    tables.put("shop_customers", customers(random));
    tables.put("shop_days", days());
    Problems problems = new Problems();
    Manifest manifest = ManifestReader.read(definitions(random), "shop.yml", problems);
    problems.throwIfAny();
    return new Shop(manifest, tables);
  }

  private static Dataset<Row> orders(SplittableRandom random) {
    List<Row> rows = new ArrayList<>();
    int count = random.nextInt(150, 300);
    for (long i = 0; i < count; i++) {
      rows.add(
          RowFactory.create(
              i,
              random.nextInt(10) == 0 ? null : "c" + random.nextInt(12),
              random.nextInt(25) == 0
                  ? null
                  : Timestamp.valueOf(START.plusMinutes(random.nextInt(20 * 1440, 80 * 1440))),
              random.nextInt(12) == 0 ? null : (long) random.nextInt(-5, 100),
              random.nextInt(9) == 0 ? null : List.of("web", "shop", "app").get(random.nextInt(3)),
              random.nextInt(8) == 0 ? null : random.nextBoolean()));
    }
    return rows(
        rows,
        "order_id BIGINT, customer_id STRING, ordered_at TIMESTAMP, amount BIGINT, channel STRING,"
            + " is_gift BOOLEAN");
  }

  /** Two of the customers that order are not among them. */
  private static Dataset<Row> customers(SplittableRandom random) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(
          RowFactory.create(
              "c" + i,
              random.nextInt(4) == 0 ? null : List.of("us", "de").get(random.nextInt(2)),
              Timestamp.valueOf(START.minusDays(random.nextInt(90)))));
    }
    return rows(rows, "customer_id STRING, country STRING, signed_up TIMESTAMP");
  }

  private static Dataset<Row> days() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < DAYS; i++) {
      rows.add(RowFactory.create(Timestamp.valueOf(START.plusDays(i))));
    }
    return rows(rows, "day TIMESTAMP");
  }

  private static Dataset<Row> rows(List<Row> rows, String schema) {
    return SharedSpark.session().createDataFrame(rows, StructType.fromDDL(schema));
  }

  private static String definitions(SplittableRandom random) {
    int window = random.nextInt(2, 20);
    int offset = random.nextInt(1, 15);
    String period = List.of("week", "month", "quarter").get(random.nextInt(3));
    String aggregation = List.of("first", "last", "average").get(random.nextInt(3));
    String choice = List.of("min", "max").get(random.nextInt(2));
    return """
        project_configuration:
          time_spines:
            - node_relation: {alias: shop_days}
              primary_column: {name: day, time_granularity: day}
        semantic_models:
          - name: orders
            node_relation: {alias: shop_orders}
            defaults: {agg_time_dimension: ordered_at}
            entities:
              - {name: order, type: primary, expr: order_id}
              - {name: customer, type: foreign, expr: customer_id}
            dimensions:
              - {name: ordered_at, type: time, type_params: {time_granularity: day}}
              - {name: channel, type: categorical}
              - {name: is_gift, type: categorical}
            measures:
              - {name: orders, agg: sum, expr: 1, create_metric: true}
              - {name: revenue, agg: sum, expr: amount, create_metric: true}
              - {name: gifts, agg: sum_boolean, expr: is_gift, create_metric: true}
              - {name: paid, agg: count, expr: amount, create_metric: true}
              - {name: buyers, agg: count_distinct, expr: customer_id, create_metric: true}
              - {name: mean, agg: average, expr: amount, create_metric: true}
              - {name: largest, agg: max, expr: amount + 0.5, create_metric: true}
              - {name: middle, agg: median, expr: amount, create_metric: true}
              - name: latest
                agg: sum
                expr: amount
                create_metric: true
                non_additive_dimension: {name: ordered_at, window_choice: %s}
          - name: customers
            node_relation: {alias: shop_customers}
            entities: [{name: customer, type: primary, expr: customer_id}]
            dimensions:
              - {name: country, type: categorical}
              - {name: signed_up, type: time, type_params: {time_granularity: day}}
        metrics:
          - {name: per_buyer, type: ratio, type_params: {numerator: revenue, denominator: buyers}}
          - name: share
            type: ratio
            type_params:
              numerator: {name: orders, filter: "{{ Dimension('order__is_gift') }}"}
              denominator: orders
          - {name: running, type: cumulative, type_params: {measure: revenue}}
          - name: trailing
            type: cumulative
            type_params: {measure: buyers, cumulative_type_params: {window: %d days}}
          - name: to_date
            type: cumulative
            type_params: {measure: orders, cumulative_type_params: {grain_to_date: %s, period_agg: %s}}
          - name: before
            type: derived
            type_params:
              expr: earlier
              metrics: [{name: orders, offset_window: %d days, alias: earlier}]
          - name: growth
            type: derived
            type_params: {expr: (orders - before) / before, metrics: [orders, before]}
          - name: dense
            type: simple
            type_params:
              measure: {name: orders, join_to_timespine: true, fill_nulls_with: 0}
          - name: generated
        %s
        """
        .formatted(choice, window, period, aggregation, offset, generated(random));
  }

  /** A metric over others, filtered, with any operator between them. */
  private static String generated(SplittableRandom random) {
    List<String> names = List.of("orders", "revenue", "paid", "buyers", "mean", "largest");
    List<String> filters =
        List.of(
            "{{ Dimension('order__channel') }} = 'web'",
            "{{ Dimension('customer__country') }} IS NOT NULL",
            "{{ Dimension('order__is_gift') }} OR {{ Dimension('order__channel') }} IN ('app', 'shop')",
            "{{ TimeDimension('metric_time', 'month') }} >= '2024-02-01'");
    return """
            type: derived
            type_params:
              expr: a %s (b %s 2)
              metrics:
                - {name: %s, alias: a, filter: "%s"}
                - {name: %s, alias: b}
        """
        .formatted(
            List.of("+", "-", "*", "/").get(random.nextInt(4)),
            List.of("+", "-", "*", "/").get(random.nextInt(4)),
            names.get(random.nextInt(names.size())),
            filters.get(random.nextInt(filters.size())),
            names.get(random.nextInt(names.size())))
        .indent(0)
        .stripTrailing();
  }
}
