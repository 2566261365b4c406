package io.truecount.audience;

import io.truecount.error.Problems;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.SharedSpark;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Random customers with events, purchases, visits and plans, many of them at the same instant or
 * within a millisecond of the border of a window, and metrics of every type over them.
 */
record ConditionShop(
    Instant asOf,
    List<Customer> customers,
    List<Happened> events,
    List<Purchase> purchases,
    List<Visit> visits,
    List<Plan> plans) {
  static final List<String> COUNTRIES = List.of("DE", "FR", "AT", "US");
  static final List<String> CHANNELS = List.of("app", "web", "shop");
  static final List<String> EVENTS = List.of("View", "Cart", "Order", "Refund");

  record Customer(String id, boolean known, String country, Boolean vip) {}

  record Happened(String id, String source, String name, Instant at, String customer, Long price) {}

  record Purchase(
      long id, String customer, Instant at, Long amount, String channel, Boolean gift) {}

  record Visit(long id, String customer, Instant at) {}

  record Plan(String customer, Instant on, long seats) {}

  static ConditionShop of(Random random, Instant asOf, int count) {
    List<Customer> customers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      customers.add(
          new Customer(
              "c" + i,
              random.nextInt(5) > 0,
              orNull(random, COUNTRIES.get(random.nextInt(4))),
              orNull(random, random.nextBoolean())));
    }
    List<Happened> events = new ArrayList<>();
    for (int i = 0; i < 12 * count; i++) {
      events.add(
          new Happened(
              "e%03d".formatted(i),
              "s" + random.nextInt(2),
              EVENTS.get(random.nextInt(4)),
              time(random, asOf),
              "c" + random.nextInt(count),
              orNull(random, (long) random.nextInt(100))));
    }
    List<Purchase> purchases = new ArrayList<>();
    List<Visit> visits = new ArrayList<>();
    List<Plan> plans = new ArrayList<>();
    for (int i = 0; i < 5 * count; i++) {
      purchases.add(
          new Purchase(
              i,
              orNull(random, "c" + random.nextInt(count)),
              random.nextInt(20) == 0 ? null : time(random, asOf),
              orNull(random, (long) random.nextInt(50)),
              orNull(random, CHANNELS.get(random.nextInt(3))),
              orNull(random, random.nextBoolean())));
      visits.add(new Visit(i, "c" + random.nextInt(count), time(random, asOf)));
      plans.add(new Plan("c" + random.nextInt(count), time(random, asOf), random.nextInt(9)));
    }
    return new ConditionShop(asOf, customers, events, purchases, visits, plans);
  }

  private static Instant time(Random random, Instant asOf) {
    Instant near = asOf.minus(Duration.ofHours(24L * random.nextInt(24)));
    return switch (random.nextInt(4)) {
      case 0 -> near.plusMillis(random.nextInt(3) - 1);
      case 1 -> near.truncatedTo(java.time.temporal.ChronoUnit.DAYS);
      case 2 -> near.minus(Duration.ofHours(random.nextInt(24)));
      default -> asOf.minus(Duration.ofHours(360L * random.nextInt(4)));
    };
  }

  private static <T> T orNull(Random random, T value) {
    return random.nextInt(5) == 0 ? null : value;
  }

  static Planner planner() {
    Problems problems = new Problems();
    Manifest manifest = ManifestReader.read(METRICS, "metrics.yml", problems);
    problems.throwIfAny();
    return new Planner(manifest, Semantics.TRUECOUNT);
  }

  Map<String, Dataset<Row>> tables() {
    Map<String, Dataset<Row>> tables = new LinkedHashMap<>();
    tables.put(
        "customers",
        AudienceFixture.customers(
            customers.stream()
                .map(
                    c ->
                        AudienceFixture.customer(
                            c.id(), c.known() ? "known" : "anonymous", c.country()))
                .toArray(Row[]::new)));
    EventRows rows = new EventRows(AudienceFixture.PROPERTIES);
    events.forEach(
        e ->
            rows.add(
                e.source(),
                e.name(),
                e.at().toString(),
                "c=" + e.customer(),
                e.price() == null ? null : e.price().doubleValue()));
    tables.put("customer_events", AudienceFixture.events(rows));
    tables.put(
        "flags",
        table(
            "customer_id STRING, vip BOOLEAN",
            customers.stream().map(c -> RowFactory.create(c.id(), c.vip())).toList()));
    tables.put(
        "lands",
        table(
            "code STRING, continent STRING",
            List.of(
                RowFactory.create("DE", "Europe"),
                RowFactory.create("FR", "Europe"),
                RowFactory.create("US", "America"))));
    tables.put(
        "purchases",
        table(
            "purchase_id BIGINT, customer_id STRING, at TIMESTAMP, amount BIGINT,"
                + " channel STRING, is_gift BOOLEAN",
            purchases.stream()
                .map(
                    p ->
                        RowFactory.create(
                            p.id(), p.customer(), stamp(p.at()), p.amount(), p.channel(), p.gift()))
                .toList()));
    tables.put(
        "visits",
        table(
            "visit_id BIGINT, customer_id STRING, at TIMESTAMP",
            visits.stream()
                .map(v -> RowFactory.create(v.id(), v.customer(), stamp(v.at())))
                .toList()));
    tables.put(
        "plans",
        table(
            "customer_id STRING, starts TIMESTAMP, seats BIGINT",
            plans.stream()
                .map(p -> RowFactory.create(p.customer(), stamp(p.on()), p.seats()))
                .toList()));
    return tables;
  }

  private static Timestamp stamp(Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  private static Dataset<Row> table(String schema, List<Row> rows) {
    return SharedSpark.session().createDataFrame(rows, StructType.fromDDL(schema));
  }

  private static final String METRICS =
      """
      semantic_models:
        - name: customers
          node_relation: {alias: customers}
          entities:
            - {name: customer, type: primary, expr: customer_id}
            - {name: land, type: foreign, expr: country}
          dimensions:
            - {name: country, type: categorical}
        - name: lands
          node_relation: {alias: lands}
          defaults: {agg_time_dimension: founded}
          entities: [{name: land, type: primary, expr: code}]
          dimensions:
            - {name: continent, type: categorical}
            - {name: founded, type: time, type_params: {time_granularity: day}}
          measures:
            - {name: lands, agg: sum, expr: 1, create_metric: true}
        - name: flags
          node_relation: {alias: flags}
          entities: [{name: customer, type: primary, expr: customer_id}]
          dimensions: [{name: vip, type: categorical}]
        - name: purchases
          node_relation: {alias: purchases}
          defaults: {agg_time_dimension: at}
          entities:
            - {name: purchase, type: primary, expr: purchase_id}
            - {name: customer, type: foreign, expr: customer_id}
          dimensions:
            - {name: at, type: time, type_params: {time_granularity: day}}
            - {name: channel, type: categorical}
            - {name: is_gift, type: categorical}
          measures:
            - {name: orders, agg: count, expr: purchase_id, create_metric: true}
            - {name: revenue, agg: sum, expr: amount, create_metric: true}
            - {name: channels, agg: count_distinct, expr: channel, create_metric: true}
            - {name: gifts, agg: sum_boolean, expr: is_gift, create_metric: true}
            - {name: mean, agg: average, expr: amount, create_metric: true}
            - {name: largest, agg: max, expr: amount, create_metric: true}
            - {name: smallest, agg: min, expr: amount, create_metric: true}
            - {name: middle, agg: median, expr: amount, create_metric: true}
        - name: visits
          node_relation: {alias: visits}
          defaults: {agg_time_dimension: at}
          entities:
            - {name: visit, type: primary, expr: visit_id}
            - {name: customer, type: foreign, expr: customer_id}
          dimensions:
            - {name: at, type: time, type_params: {time_granularity: day}}
          measures:
            - {name: visits, agg: sum, expr: 1, create_metric: true}
        - name: plans
          node_relation: {alias: plans}
          defaults: {agg_time_dimension: starts}
          primary_entity: plan
          entities:
            - {name: customer, type: foreign, expr: customer_id}
          dimensions:
            - {name: starts, type: time, type_params: {time_granularity: day}}
          measures:
            - name: seats
              agg: sum
              create_metric: true
              non_additive_dimension:
                {name: starts, window_choice: max, window_groupings: [customer]}
      metrics:
        - name: filled
          type: simple
          type_params: {measure: {name: largest, fill_nulls_with: 7}}
        - {name: per_order, type: ratio, type_params: {numerator: revenue, denominator: orders}}
        - name: gift_share
          type: ratio
          type_params:
            numerator: {name: orders, filter: "{{ Dimension('purchase__is_gift') }}"}
            denominator: orders
        - name: growth
          type: derived
          type_params:
            expr: current - earlier
            metrics:
              - {name: revenue, alias: current}
              - {name: revenue, alias: earlier, offset_window: 7 days}
        - name: month_ago
          type: derived
          type_params:
            expr: earlier
            metrics: [{name: orders, alias: earlier, offset_window: 1 month}]
        - name: before_month
          type: derived
          type_params:
            expr: earlier
            metrics: [{name: orders, alias: earlier, offset_to_grain: month}]
        - {name: running, type: cumulative, type_params: {measure: revenue}}
        - name: trailing
          type: cumulative
          type_params: {measure: orders, cumulative_type_params: {window: 10 days}}
        - name: to_date
          type: cumulative
          type_params: {measure: orders, cumulative_type_params: {grain_to_date: month}}
        - name: converted
          type: conversion
          type_params:
            conversion_type_params:
              entity: customer
              calculation: conversions
              base_measure: visits
              conversion_measure: orders
              window: 3 days
        - name: rate
          type: conversion
          type_params:
            conversion_type_params:
              entity: customer
              calculation: conversion_rate
              base_measure: visits
              conversion_measure: orders
              window: 3 days
      """;
}
