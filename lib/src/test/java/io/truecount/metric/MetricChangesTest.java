package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problems;
import io.truecount.metric.check.MetricChanges;
import io.truecount.metric.check.MetricChanges.Change;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import org.junit.jupiter.api.Test;

/** A metric has changed when its SQL has, wherever the change was made. */
final class MetricChangesTest {
  @Test
  void a_change_reaches_every_metric_that_is_made_of_it() {
    assertThat(
            MetricChanges.between(
                shop("amount", "share: revenue / orders"),
                shop("amount - discount", "share: revenue / orders")))
        .containsEntry("orders", Change.SAME)
        .containsEntry("revenue", Change.CHANGED)
        .containsEntry("share", Change.CHANGED);
  }

  @Test
  void metrics_come_and_go() {
    assertThat(MetricChanges.between(shop("amount", "a: revenue"), shop("amount", "b: revenue")))
        .containsEntry("revenue", Change.SAME)
        .containsEntry("a", Change.REMOVED)
        .containsEntry("b", Change.ADDED);
  }

  private static Planner shop(String amount, String derived) {
    String[] parts = derived.split(": ", 2);
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
                measures:
                  - {name: orders, agg: sum, expr: 1, create_metric: true}
                  - {name: revenue, agg: sum, expr: %s, create_metric: true}
            metrics:
              - name: %s
                type: derived
                type_params: {expr: %s, metrics: [revenue, orders]}
            """
                .formatted(amount, parts[0], parts[1]),
            "shop.yml",
            problems);
    problems.throwIfAny();
    return new Planner(manifest, Semantics.TRUECOUNT);
  }
}
