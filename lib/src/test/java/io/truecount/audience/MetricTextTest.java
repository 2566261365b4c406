package io.truecount.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problems;
import io.truecount.metric.manifest.ManifestReader;
import org.junit.jupiter.api.Test;

/** The text of a metric names all that it is computed from, and stays from version to version. */
final class MetricTextTest {
  private static final String METRICS =
      """
      semantic_models:
        - name: orders
          model: ref('orders')
          defaults: { agg_time_dimension: at }
          entities:
            - { name: order, type: primary, expr: order_id }
            - { name: customer, type: foreign, expr: customer_id }
          dimensions:
            - { name: at, type: time, expr: ordered_at, type_params: { time_granularity: day } }
            - { name: channel, type: categorical }
          measures:
            - { name: revenue, agg: sum, expr: price }
            - { name: orders, agg: count, expr: order_id }
            - { name: stock, agg: max, non_additive_dimension: { name: at, window_choice: max } }
            - { name: p90, agg: percentile, expr: price, agg_params: { percentile: 0.9 } }
      metrics:
        - { name: revenue, label: R, type: simple, type_params: { measure: revenue } }
        - name: web_orders
          label: W
          type: simple
          type_params: { measure: { name: orders, fill_nulls_with: 0 } }
          filter: "{{ Dimension('order__channel') }} = 'web'"
        - { name: aov, label: A, type: ratio, type_params: { numerator: revenue, denominator: web_orders } }
        - name: growth
          label: G
          type: derived
          type_params:
            expr: revenue - before
            metrics: [revenue, { name: revenue, alias: before, offset_window: 7 days }]
        - { name: week, label: C, type: cumulative, type_params: { measure: revenue, window: 7 days } }
        - { name: stock, label: S, type: simple, type_params: { measure: stock } }
        - { name: p90, label: P, type: simple, type_params: { measure: p90 } }
        - name: bought
          label: B
          type: conversion
          type_params:
            conversion_type_params:
              entity: customer
              calculation: conversions
              base_measure: orders
              conversion_measure: revenue
              window: 7 days
      """;

  private static final String REVENUE =
      "simple(SUM \"price\" of \"orders\" at \"ordered_at\" fill none)";

  private static final String WEB_ORDERS =
      "simple(COUNT \"order_id\" of \"orders\" at \"ordered_at\" fill \"0\")"
          + " where \"{{ Dimension('order__channel') }} = 'web'\"";

  @Test
  void a_metric_is_what_it_aggregates_and_filters() {
    assertThat(text(METRICS, "revenue")).isEqualTo(REVENUE);
    assertThat(text(METRICS, "web_orders")).isEqualTo(WEB_ORDERS);
    assertThat(text(METRICS, "stock"))
        .isEqualTo(
            "simple(MAX \"stock\" of \"orders\" at \"ordered_at\" last by \"at\" of [] fill none)");
    assertThat(text(METRICS, "p90"))
        .isEqualTo(
            "simple(PERCENTILE \"price\" of \"orders\" at \"ordered_at\""
                + " percentile 0.9 continuous exact fill none)");
  }

  @Test
  void a_metric_over_metrics_is_what_these_are() {
    String plain = " offset none to none";
    assertThat(text(METRICS, "aov"))
        .isEqualTo("ratio(%s%s by %s%s)".formatted(REVENUE, plain, WEB_ORDERS, plain));
    assertThat(text(METRICS, "growth"))
        .isEqualTo(
            "derived(\"revenue - before\" of \"revenue\" = %s%s, \"before\" = %s offset \"7 day\" to none)"
                .formatted(REVENUE, plain, REVENUE));
    assertThat(text(METRICS, "week"))
        .isEqualTo(
            "cumulative(SUM \"price\" of \"orders\" at \"ordered_at\" fill none"
                + " window \"7 day\" to date none)");
    assertThat(text(METRICS, "bought"))
        .isEqualTo(
            "conversion(\"customer\" from COUNT \"order_id\" of \"orders\" at \"ordered_at\" fill none"
                + " to SUM \"price\" of \"orders\" at \"ordered_at\" fill none"
                + " within \"7 day\" same [] count)");
  }

  @Test
  void only_its_meaning_changes_it() {
    assertThat(text(METRICS.replace("label: A", "label: Average"), "aov"))
        .isEqualTo(text(METRICS, "aov"));
    assertThat(text(METRICS.replace("expr: price", "expr: price - 1"), "aov"))
        .isNotEqualTo(text(METRICS, "aov"));
    assertThat(text(METRICS, "unknown")).isEqualTo("\"unknown\"");
  }

  private static String text(String yaml, String metric) {
    Problems problems = new Problems();
    MetricText text = new MetricText(ManifestReader.read(yaml, "m.yml", problems));
    problems.throwIfAny();
    return text.of(metric);
  }
}
