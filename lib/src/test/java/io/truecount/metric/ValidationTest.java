package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

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

    assertThat(texts(problems))
        .containsExactlyInAnyOrder(
            "m.yml:2 model \"orders\" has 2 primary entities"
                + " -> keep one; make the others unique or foreign",
            "m.yml:10 cannot read the SQL \"upper(channel\" -> write one SQL expression",
            "m.yml:12 cannot read the SQL \"amount FROM other\" -> write one SQL expression",
            "m.yml:13 invalid percentile: 90.0 (must be between 0 and 1)"
                + " -> write 0.9 for the 90th",
            "m.yml:14 \"shelf\" is no entity of model \"orders\""
                + " -> name entities of the model in window_groupings",
            "m.yml:17 model \"prices\" has 1 starts and 0 ends of validity"
                + " -> give one time dimension validity_params is_start and one is_end: else a join"
                + " would find several versions of a key",
            "m.yml:27 metric \"running_stock\" has a window and a grain_to_date"
                + " -> keep one: each row counts in one span only",
            "m.yml:27 metric \"running_stock\" adds up a semi-additive measure over time"
                + " -> query the measure itself, or remove its non_additive_dimension");
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

    assertThat(texts(problems))
        .containsExactly(
            "m.yml:14 \"order__chanel\" cannot be reached from model \"orders\""
                + " -> did you mean \"order__channel\"?");
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
    assertThat(texts(problems))
        .containsExactly(
            "m.yml:3 custom grain \"month\" is the name of another grain -> rename it");

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
    assertThat(texts(fanOut))
        .containsExactly(
            "m.yml:19 \"customer__reason\" cannot be reached from model \"orders\" -> use one of:"
                + " customer, order, order__customer, order__ordered_at",
            "m.yml:21 there is no time spine of grain hour or finer -> query it by day or coarser,"
                + " or declare a time spine with one row a hour");
  }

  @Test
  void versions_without_a_natural_key_are_reported() {
    assertThat(
            check(
                """
                semantic_models:
                  - name: prices
                    node_relation: {alias: prices}
                    primary_entity: price
                    entities: [{name: product, type: foreign}]
                    dimensions:
                      - name: from_day
                        type: time
                        type_params: {time_granularity: day, validity_params: {is_start: true}}
                      - name: to_day
                        type: time
                        type_params: {time_granularity: day, validity_params: {is_end: true}}
                """))
        .containsExactly(
            "m.yml:2 model \"prices\" has versions and no natural entity"
                + " -> make the key that has versions an entity of type natural");
  }

  @Test
  void a_wrong_name_in_an_expression_is_reported_at_its_metric() {
    assertThat(
            check(
                """
                semantic_models:
                  - name: orders
                    node_relation: {alias: orders}
                    defaults: {agg_time_dimension: ordered_at}
                    entities: [{name: order, type: primary}]
                    dimensions:
                      - {name: ordered_at, type: time, type_params: {time_granularity: day}}
                    measures: [{name: orders, agg: sum, expr: 1, create_metric: true}]
                metrics:
                  - name: doubled
                    type: derived
                    type_params: {expr: order * 2, metrics: [orders]}
                """))
        .containsExactly(
            "m.yml:10 \"order\" is no input of metric \"doubled\" -> did you mean \"orders\"?");
  }

  private static List<String> check(String definitions) {
    Problems problems = new Problems();
    Validation.check(ManifestReader.read(definitions, "m.yml", problems), problems);
    return texts(problems);
  }

  private static List<String> texts(Problems problems) {
    return problems.list().stream()
        .map(p -> "%s %s -> %s".formatted(p.where(), p.what(), p.remedy()))
        .toList();
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
