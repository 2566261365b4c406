package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.metric.check.DataChecks;
import io.truecount.metric.check.Validation;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.source.TableFolder;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong definitions are found before they are used: each with its line and a remedy. */
final class ValidationTest {
  @Test
  void every_error_is_found_at_once() {
    Problems problems = new Problems();
    Manifest manifest =
        ManifestReader.read(
            """
            semantic_models:
              - name: orders
                node_relation: {alias: orders}
                defaults: {agg_time_dimension: ordered_at}
                entities:
                  - {name: order, type: primary}
                  - {name: basket, type: primary}
                dimensions:
                  - {name: ordered_at, type: time, type_params: {time_granularity: day}}
                  - {name: channel, type: categorical, expr: "upper(channel"}
                measures:
                  - {name: revenue, agg: sum, expr: amount FROM other}
                  - {name: p, agg: percentile, expr: amount, agg_params: {percentile: 90}}
                  - name: stock
                    agg: sum
                    non_additive_dimension: {name: ordered_at, window_groupings: [shelf]}
              - name: prices
                node_relation: {alias: prices}
                primary_entity: price
                entities: [{name: product, type: natural}]
                dimensions:
                  - name: from_day
                    type: time
                    type_params: {time_granularity: day, validity_params: {is_start: true}}
            metrics:
              - {name: revenue, type: simple, type_params: {measure: revenue}}
              - name: running_stock
                type: cumulative
                type_params:
                  measure: stock
                  cumulative_type_params: {window: 7 days, grain_to_date: month}
            """,
            "m.yml",
            problems);
    assertThat(problems.list()).isEmpty();
    Validation.check(manifest, problems);

    assertThat(problems.list().stream().map(Problem::where))
        .contains(
            "m.yml:2", "m.yml:10", "m.yml:12", "m.yml:13", "m.yml:14", "m.yml:17", "m.yml:27");
    assertThat(problems.list()).allSatisfy(p -> assertThat(p.remedy()).isNotEmpty());
    assertThat(problems.list()).doesNotHaveDuplicates();
  }

  @Test
  void a_filter_that_names_what_is_not_there_is_reported_where_it_stands() {
    Problems problems = new Problems();
    Manifest manifest =
        ManifestReader.read(
            """
            semantic_models:
              - name: orders
                node_relation: {alias: orders}
                defaults: {agg_time_dimension: ordered_at}
                entities: [{name: order, type: primary}]
                dimensions:
                  - {name: ordered_at, type: time, type_params: {time_granularity: day}}
                  - {name: channel, type: categorical}
                measures: [{name: orders, agg: sum, expr: 1}]
            metrics:
              - name: orders
                type: simple
                type_params: {measure: orders}
                filter: "{{ Dimension('order__chanel') }} = 'web'"
              - {name: trend, type: cumulative, type_params: {measure: orders}}
            """,
            "m.yml",
            problems);
    Validation.check(manifest, problems);

    assertThat(problems.list().stream().map(Problem::where)).containsOnly("m.yml:14");
    assertThat(problems.list().get(0).remedy()).contains("did you mean \"order__channel\"?");
  }

  @Test
  void joins_that_fan_out_and_time_spines_are_checked_where_they_are_used() {
    Problems problems = new Problems();
    Manifest manifest =
        ManifestReader.read(
            """
            project_configuration:
              time_spines:
                - node_relation: {alias: days}
                  primary_column: {name: day, time_granularity: day}
                  custom_granularities: [{name: month}]
            semantic_models:
              - name: orders
                node_relation: {alias: orders}
                defaults: {agg_time_dimension: ordered_at}
                entities:
                  - {name: order, type: primary}
                  - {name: customer, type: foreign}
                dimensions:
                  - {name: ordered_at, type: time, type_params: {time_granularity: hour}}
                measures: [{name: orders, agg: sum, expr: 1, create_metric: true}]
              - name: calls
                node_relation: {alias: calls}
                primary_entity: call
                entities: [{name: customer, type: foreign}]
                dimensions: [{name: reason, type: categorical}]
            """,
            "m.yml",
            problems);
    Validation.check(manifest, problems);
    assertThat(problems.list())
        .singleElement()
        .satisfies(p -> assertThat(p.where()).isEqualTo("m.yml:3"));

    Problems fanOut = new Problems();
    Validation.check(
        ManifestReader.read(
            """
            semantic_models:
              - name: orders
                node_relation: {alias: orders}
                defaults: {agg_time_dimension: ordered_at}
                entities:
                  - {name: order, type: primary}
                  - {name: customer, type: foreign}
                dimensions:
                  - {name: ordered_at, type: time, type_params: {time_granularity: hour}}
                measures: [{name: orders, agg: sum, expr: 1, create_metric: true}]
              - name: calls
                node_relation: {alias: calls}
                primary_entity: call
                entities: [{name: customer, type: foreign}]
                dimensions: [{name: reason, type: categorical}]
            metrics:
              - {name: trend, type: cumulative, type_params: {measure: orders}}
            saved_queries:
              - name: by_reason
                query_params: {metrics: [orders], group_by: ["Dimension('customer__reason')"]}
              - name: by_hour
                query_params: {metrics: [trend], group_by: ["TimeDimension('metric_time', 'hour')"]}
              - name: by_week
                query_params: {metrics: [trend], group_by: ["TimeDimension('metric_time', 'week')"]}
            """,
            "m.yml",
            fanOut),
        fanOut);
    assertThat(fanOut.list().stream().map(p -> p.where() + " " + p.what()))
        .anyMatch(p -> p.matches("m.yml:2[12] there is no time spine of grain hour.*"))
        .anyMatch(p -> p.matches("m.yml:(19|20) .*customer__reason.* cannot be reached.*"))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple_manifest", "extended_date_manifest", "multi_hop_join_manifest"})
  void what_works_is_valid(String name) {
    Cases.folder();
    Problems problems = new Problems();
    Validation.check(Cases.manifest(name), problems);

    assertThat(problems.list()).isEmpty();
  }

  @Test
  void data_that_breaks_a_promise_is_counted_in_both_engines() {
    Path folder = Cases.folder();
    Manifest manifest = Cases.manifest("scd_manifest");
    Map<String, Dataset<Row>> tables =
        new TreeMap<>(TableFolder.tables(SharedSpark.session(), folder.resolve("tables")));
    Dataset<Row> listings = Objects.requireNonNull(tables.get("dim_listings"));
    tables.put("dim_listings", listings.union(listings.limit(2)));
    tables.forEach((table, rows) -> rows.createOrReplaceTempView(table));
    DuckTables duck = DuckTables.of(tables);

    List<DataChecks.Check> spark = DataChecks.of(manifest, Dialect.SPARK, TableNames.bare());
    List<DataChecks.Check> other = DataChecks.of(manifest, Dialect.DUCKDB, TableNames.bare());
    long found = 0;
    for (int i = 0; i < spark.size(); i++) {
      long broken = SharedSpark.session().sql(spark.get(i).sql()).head().getLong(0);
      assertThat(duck.query(other.get(i).sql()).rows().get(0).get(0)).isEqualTo("" + broken);
      if (spark.get(i).broken().what().contains("overlapping")
          && spark.get(i).sql().contains("dim_listings")) {
        found = broken;
      }
    }
    assertThat(found).isPositive();
  }
}
