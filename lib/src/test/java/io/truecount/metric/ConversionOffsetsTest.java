package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An offset that only rows could have is refused for conversions, with a grain that helps. */
final class ConversionOffsetsTest {
  private static final String METRICS =
      """
      project_configuration:
        time_spines:
          - node_relation: {alias: hours}
            primary_column: {name: hour, time_granularity: hour}
      semantic_models:
        - name: visits
          node_relation: {alias: visits}
          defaults: {agg_time_dimension: at}
          entities:
            - {name: visit, type: primary, expr: id}
            - {name: customer, type: foreign, expr: customer_id}
          dimensions: [{name: at, type: time, type_params: {time_granularity: second}}]
          measures:
            - {name: all_visits, agg: count, expr: "1"}
            - {name: orders, agg: sum_boolean, expr: ordered}
      metrics:
        - name: bought
          type: conversion
          type_params:
            conversion_type_params:
              {entity: customer, base_measure: all_visits, conversion_measure: orders}
        - name: earlier
          type: derived
          type_params: {expr: b, metrics: [{name: bought, alias: b, offset_window: %s}]}
      """;

  @ParameterizedTest
  @CsvSource({"1 month, week, month", "3 days, week, day", "5 hours, day, hour"})
  void the_error_says_what_where_why_and_by_what_to_ask(
      String offset, String grain, String remedy) {
    assertThatThrownBy(() -> plan(offset, grain))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining(
            "m.yml:17: conversion metric \"bought\" is offset by %s, which is no whole number"
                .formatted(offset.replaceFirst("s$", "")))
        .hasMessageContaining("conversions are counted at their base events")
        .hasMessageContaining("query it by %s, or by another period".formatted(remedy));
    assertThat(plan(offset, remedy)).contains("SELECT");
  }

  private static String plan(String offset, String grain) {
    Problems problems = new Problems();
    Manifest manifest = ManifestReader.read(METRICS.formatted(offset), "m.yml", problems);
    problems.throwIfAny();
    ItemName time = ItemName.parse("metric_time__" + grain, manifest);
    return new Planner(manifest, Semantics.TRUECOUNT)
        .plan(MetricQuery.of(List.of("earlier"), List.of(time)))
        .sql(Dialect.SPARK, TableNames.bare());
  }
}
