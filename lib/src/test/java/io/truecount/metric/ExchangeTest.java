package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problems;
import io.truecount.metric.exchange.ExchangeFormat;
import io.truecount.metric.exchange.Exported;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.manifest.Metric;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Definitions are the same after a way through another form, but for the places they stand at. */
final class ExchangeTest {
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
    Stream<Manifest> own =
        Stream.of(Shop.of(1).manifest(), NEWER, ManifestReader.read(List.of(project())));
    try (Stream<String> names = Cases.manifests()) {
      return Stream.concat(own, names.map(Cases::manifest).toList().stream());
    }
  }

  private static Path project() {
    return Path.of(System.getProperty("truecount.root", ".")).resolve("conf/metrics");
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
    assertThat(ExchangeFormat.manifest.export(shop.manifest()).losses()).isEmpty();
  }

  @Test
  void an_ossie_document_of_another_tool_is_refused_with_a_remedy() {
    Problems problems = new Problems();
    ManifestReader.read(
        """
        version: 0.2.0.dev0
        name: sales
        datasets: [{name: orders, source: shop.orders}]
        """,
        "sales.yml",
        problems);

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
