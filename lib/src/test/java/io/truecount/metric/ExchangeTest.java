package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.error.Problems;
import io.truecount.metric.exchange.ExchangeFormat;
import io.truecount.metric.exchange.Exported;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.manifest.Metric;
import io.truecount.project.Definitions;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Definitions that are written in another form and read again are the same, but for their file and
 * line.
 */
final class ExchangeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Manifest NEWER =
      read(
          """
          models:
            - name: orders
              config: {meta: {truecount: {schema: shop}}}
              semantic_model: {enabled: true}
              agg_time_dimension: ordered_at
              columns:
                - {name: order_id, entity: {type: primary, name: order}}
                - {name: customer_id, entity: {type: foreign, name: customer}}
                - {name: ordered_at, granularity: day, dimension: {type: time}}
                - {name: channel, dimension: categorical}
              metrics:
                - {name: revenue, type: simple, agg: sum, expr: amount, fill_nulls_with: 0}
                - {name: p90, type: simple, agg: percentile, expr: amount, percentile: 0.9,
                   percentile_type: discrete, filter: "{{ Dimension('order__channel') }} = 'web'"}
                - {name: revenue_7d, type: cumulative, window: 7 days, input_metric: revenue}
          """,
          "newer.yml");

  static Stream<Manifest> manifests() {
    Stream<Manifest> own = Stream.of(Shop.of(1).manifest(), NEWER, Definitions.read(project()));
    try (Stream<String> names = Cases.manifests()) {
      return Stream.concat(own, names.map(Cases::manifest).toList().stream());
    }
  }

  private static Path project() {
    return Path.of(System.getProperty("truecount.root", ".")).resolve("conf");
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void dbt_yaml_reads_back_the_same(Manifest manifest) {
    assertThat(plain(back(manifest, ExchangeFormat.dbt))).isEqualTo(plain(manifest));
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void the_semantic_manifest_reads_back_the_same(Manifest manifest) {
    assertThat(plain(back(manifest, ExchangeFormat.manifest))).isEqualTo(plain(manifest));
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void ossie_reads_back_the_same(Manifest manifest) {
    assertThat(plain(back(manifest, ExchangeFormat.ossie))).isEqualTo(plain(manifest));
  }

  @Test
  void what_a_form_cannot_say_is_named() {
    Shop shop = Shop.of(1);
    Exported ossie = ExchangeFormat.ossie.export(shop.manifest());
    Exported views = ExchangeFormat.spark.export(shop.manifest());

    for (Exported exported : List.of(ossie, views)) {
      assertThat(exported.losses())
          .anyMatch(l -> l.startsWith("metric running: "))
          .anyMatch(l -> l.startsWith("metric before: "))
          .anyMatch(l -> l.startsWith("metric dense: "))
          .noneMatch(l -> l.startsWith("metric share: "));
    }
    assertThat(ExchangeFormat.dbt.export(shop.manifest()).losses()).isEmpty();
    assertThat(ExchangeFormat.manifest.export(shop.manifest()).losses())
        .containsExactly(
            "metric paid: MetricFlow gives NULL, not 0, where there is no row to count");
  }

  @Test
  void names_and_aggregations_that_dbt_refuses_are_reported() {
    Exported exported =
        ExchangeFormat.dbt.export(
            read(
                """
                semantic_models:
                  - name: visits
                    node_relation: {alias: visits}
                    defaults: {agg_time_dimension: day}
                    entities: [{name: visit, type: primary}]
                    dimensions: [{name: day, type: time, type_params: {time_granularity: day}}]
                    measures:
                      - {name: people, agg: approximate_count_distinct, expr: visitor}
                      - {name: visit, agg: count}
                metrics: [{name: people, type: simple, type_params: {measure: people}}]
                """,
                "visits.yml"));

    assertThat(exported.losses())
        .containsExactly(
            "metric people: dbt has no approximate_count_distinct and counts exactly",
            "no time spine is defined: dbt and MetricFlow want one of days",
            "name visit: an entity and a measure, which dbt's checks refuse");
    assertThat(exported.files().get("metrics.yml"))
        .contains("agg: count_distinct")
        .contains("agg: approximate_count_distinct");
  }

  /** MetricFlow reads what dbt has made of definitions, not the definitions. */
  @Test
  void the_manifest_holds_what_metricflow_computes_from() throws IOException {
    Exported exported =
        ExchangeFormat.manifest.export(
            read(
                """
                    semantic_models:
                      - name: orders
                        node_relation: {alias: orders}
                        defaults: {agg_time_dimension: day}
                        entities: [{name: order, type: primary}]
                        dimensions: [{name: day, type: time, type_params: {time_granularity: day}}]
                        measures:
                          - {name: paid, agg: count, expr: amount, create_metric: true}
                          - {name: gifts, agg: sum_boolean, expr: is_gift or is_free}
                    metrics:
                      - name: gifts_here
                        type: simple
                        type_params:
                          measure: {name: gifts, fill_nulls_with: 0, filter: "{{ Entity('order') }} > 1"}
                        filter: "{{ Entity('order') }} < 9"
                      - {name: trend, type: cumulative, type_params: {measure: paid}}
                      - {name: gift_trend, type: cumulative, type_params: {measure: gifts}}
                    """,
                "orders.yml"));
    String text = exported.files().values().iterator().next();
    Map<String, JsonNode> metrics = new TreeMap<>();
    JSON.readTree(text).get("metrics").forEach(m -> metrics.put(m.get("name").asText(), m));

    assertThat(at(metrics, "paid", "/type_params/metric_aggregation_params/agg")).isEqualTo("sum");
    assertThat(at(metrics, "paid", "/type_params/expr"))
        .isEqualTo("CASE WHEN amount IS NOT NULL THEN 1 ELSE 0 END");
    assertThat(at(metrics, "gifts_here", "/type_params/expr"))
        .isEqualTo("CAST(is_gift or is_free AS INT)");
    assertThat(at(metrics, "gifts_here", "/type_params/fill_nulls_with")).isEqualTo("0");
    assertThat(Objects.requireNonNull(metrics.get("gifts_here")).at("/filter/where_filters"))
        .hasSize(2);
    assertThat(at(metrics, "trend", "/type_params/cumulative_type_params/metric/name"))
        .isEqualTo("paid");
    assertThat(at(metrics, "gift_trend", "/type_params/cumulative_type_params/metric/name"))
        .isEqualTo("gifts");
    assertThat(at(metrics, "gifts", "/type_params/is_private")).isEqualTo("true");
    assertThat(read(text, "semantic_manifest.json").metricNames())
        .containsExactlyInAnyOrder("paid", "gifts_here", "trend", "gift_trend");
  }

  private static String at(Map<String, JsonNode> metrics, String metric, String path) {
    return Objects.requireNonNull(metrics.get(metric)).at(path).asText();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{version: 0.2.0.dev0, name: sales, datasets: [{name: orders, source: shop.orders}]}",
        "{version: 0.1.1, semantic_model: [{name: sales, datasets: []}]}"
      })
  void an_ossie_document_of_another_tool_is_refused_with_a_remedy(String document) {
    Problems problems = new Problems();
    ManifestReader.read(document, "sales.yml", problems);

    assertThat(problems.list())
        .singleElement()
        .satisfies(p -> assertThat(p.where()).isEqualTo("sales.yml:1"));
  }

  private static Manifest back(Manifest manifest, ExchangeFormat form) {
    Exported exported = form.export(manifest);
    assertThat(exported.files()).hasSize(1);
    return read(exported.files().values().iterator().next(), "exported");
  }

  private static Manifest read(String text, String file) {
    Problems problems = new Problems();
    Manifest manifest = ManifestReader.read(text, file, problems);
    problems.throwIfAny();
    return manifest;
  }

  /** Without places, and metrics in the order of their names. */
  private static Object plain(Manifest manifest) {
    return plain(
        (Object)
            new Manifest(
                manifest.models(),
                manifest.metrics().stream().sorted(Comparator.comparing(Metric::name)).toList(),
                manifest.spines(),
                manifest.savedQueries()));
  }

  private static Object plain(Object value) {
    if (value instanceof Record row) {
      Map<String, Object> result = new TreeMap<>();
      for (RecordComponent part : row.getClass().getRecordComponents()) {
        if (!part.getName().equals("where")) {
          result.put(part.getName(), plain(read(part, row)));
        }
      }
      return row.getClass().getSimpleName() + result;
    } else if (value instanceof List<?> list) {
      return list.stream().map(ExchangeTest::plain).toList();
    }
    return value instanceof Optional<?> optional ? optional.map(ExchangeTest::plain) : value;
  }

  private static Object read(RecordComponent part, Record row) {
    try {
      return part.getAccessor().invoke(row);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
