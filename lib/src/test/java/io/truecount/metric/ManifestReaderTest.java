package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.manifest.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "simple_manifest",
        "extended_date_manifest",
        "multi_hop_join_manifest",
        "name_edge_case_manifest",
        "non_sm_manifest",
        "partitioned_multi_hop_join_manifest",
        "scd_manifest"
      })
  void yaml_and_json_of_the_same_project_hold_the_same_metrics(String name) {
    var manifests = Cases.folder().resolve("manifests");
    Manifest yaml = ManifestReader.read(List.of(manifests.resolve(name)));
    Manifest json =
        ManifestReader.read(List.of(manifests.resolve(name + ".semantic_manifest.json")));

    assertThat(yaml.metricNames()).isNotEmpty();
    // dbt writes a metric of its own for some inputs
    assertThat(json.metricNames()).containsAll(yaml.metricNames());
    assertThat(json.spines()).hasSameSizeAs(yaml.spines());
    assertThat(json.models()).hasSameSizeAs(yaml.models());
  }

  @Test
  void a_metric_inside_its_model_is_the_same_as_one_over_a_measure() {
    Problems problems = new Problems();
    Manifest manifest =
        ManifestReader.read(
            """
            models:
              - name: orders
                semantic_model:
                  enabled: true
                agg_time_dimension: ordered_at
                columns:
                  - name: order_id
                    entity: {type: primary, name: order}
                  - name: ordered_at
                    granularity: day
                    dimension: {type: time}
                metrics:
                  - {name: revenue, type: simple, agg: sum, expr: amount}
                  - {name: revenue_7d, type: cumulative, window: 7 days, input_metric: revenue}
            """,
            "orders.yml",
            problems);

    assertThat(problems.list()).isEmpty();
    assertThat(manifest.metricNames()).containsExactly("revenue", "revenue_7d");
    assertThat(manifest.metric("revenue_7d"))
        .get()
        .isInstanceOfSatisfying(
            Metric.Cumulative.class,
            m -> assertThat(m.input().measure().sql()).isEqualTo("amount"));
  }

  @Test
  void every_unknown_name_is_reported_with_its_line_and_what_was_meant() {
    Problems problems = new Problems();
    ManifestReader.read(
        """
        semantic_models:
          - name: orders
            node_relation: {alias: orders}
            defaults: {agg_time_dimension: orderd_at}
            entities: [{name: order, type: primary}]
            dimensions:
              - {name: ordered_at, type: time, type_params: {time_granularity: day}}
            measures:
              - {name: orders, agg: sum, expr: 1}
        metrics:
          - {name: orders, type: simple, type_params: {measure: order}}
          - {name: share, type: ratio, type_params: {numerator: orders, denominator: ordrs}}
        """,
        "m.yml",
        problems);

    assertThat(problems.list().stream().map(Problem::where))
        .containsExactlyInAnyOrder("m.yml:9", "m.yml:11", "m.yml:12");
    assertThat(problems.list()).allSatisfy(p -> assertThat(p.remedy()).contains("did you mean"));
  }
}
