package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics step over a model of two sales. */
final class MetricsJobTest {
  private static final String SALES =
      """
      /*
      materialized: view
      */
      SELECT * FROM VALUES
        (1, TIMESTAMP '2026-01-05 10:00:00', 10), (2, TIMESTAMP '2026-02-05 10:00:00', 30)
        AS t(id, sold_at, amount)
      """;

  private static final String DAYS =
      """
      /*
      materialized: view
      */
      SELECT explode(sequence(DATE '2026-01-01', DATE '2026-03-01')) AS day
      """;

  private static final String MODEL =
      """
      project_configuration:
        time_spines:
          - node_relation: {alias: days}
            primary_column: {name: day, time_granularity: day}
      semantic_models:
        - name: sales
          model: ref('sales')
          defaults: {agg_time_dimension: sold_at}
          entities: [{name: sale, type: primary, expr: id}]
          dimensions: [{name: sold_at, type: time, type_params: {time_granularity: day}}]
          measures:
            - {name: revenue, agg: sum, expr: amount}
            - {name: last_sale, agg: max, expr: sold_at}
      """;

  private static final String GROWTH =
      """
      metrics:
        - {name: revenue, type: simple, type_params: {measure: revenue}}
        - {name: last_sale, type: simple, type_params: {measure: last_sale}}
        - name: growth
          type: derived
          type_params:
            expr: revenue - before
            metrics: [revenue, {name: revenue, offset_window: 1 month, alias: before}]
      """;

  @TempDir Path folder;

  @Test
  void an_offset_has_days_and_no_total_and_a_date_is_no_number() throws IOException {
    project(GROWTH)
        .run(
            1,
            context -> {
              new MetricsJob().run(context);
              assertThat(metrics(context))
                  .containsExactly(
                      "all revenue 40.0",
                      "day growth 20.0",
                      "day revenue 10.0",
                      "day revenue 30.0");
              assertThat(context.summary().metrics()).containsOnlyKeys("revenue");
            });
  }

  @Test
  void metrics_that_are_defined_no_more_go() throws IOException {
    SmallProject project = project(GROWTH);
    project.run(
        1,
        context -> {
          new MetricsJob().run(context);
          SmallProject.publish(context);
        });
    project
        .with("metrics/m.yml", MODEL)
        .run(
            2,
            context -> {
              new MetricsJob().run(context);
              assertThat(metrics(context)).isEmpty();
            });
  }

  private SmallProject project(String metrics) throws IOException {
    return SmallProject.in(folder)
        .with("models/sales.sql", SALES)
        .with("models/days.sql", DAYS)
        .with("metrics/m.yml", MODEL + metrics);
  }

  private static List<String> metrics(RunContext context) {
    return context
        .staging()
        .read("metrics")
        .filter("value IS NOT NULL")
        .selectExpr("concat_ws(' ', grain, metric, value)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
