package io.truecount.jobs;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.event.EventTables;
import io.truecount.jobs.nightly.MetricsJob;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.jobs.nightly.Summary;
import io.truecount.table.TableDefinition;
import io.truecount.testkit.RowsAssert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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

  private static final String BY_SECOND =
      """
      semantic_models:
        - name: sales
          model: ref('sales')
          defaults: {agg_time_dimension: sold_at}
          entities: [{name: sale, type: primary, expr: id}]
          dimensions: [{name: sold_at, type: time, type_params: {time_granularity: second}}]
          measures: [{name: revenue, agg: sum, expr: amount}]
      metrics:
        - {name: revenue, type: simple, type_params: {measure: revenue}}
        - name: trailing
          type: cumulative
          type_params: {measure: revenue, cumulative_type_params: {window: 3 days}}
        - name: month_before
          type: derived
          type_params:
            expr: x
            metrics: [{name: revenue, offset_window: 1 month, alias: x}]
        - name: dense
          type: derived
          type_params: {expr: every_day - 0, metrics: [every_day]}
        - name: every_day
          type: simple
          type_params:
            measure: {name: revenue, join_to_timespine: true, fill_nulls_with: 0}
      """;

  @TempDir Path folder;

  @Test
  void an_offset_has_days_and_no_total_and_a_date_is_no_number() throws IOException {
    project(GROWTH)
        .run(
            1,
            context -> {
              new MetricsJob().run(context);
              assertThat(values(context))
                  .columns("grain", "metric", "value")
                  .hasRows(
                      "all|revenue|40.0",
                      "day|growth|20.0",
                      "day|revenue|10.0",
                      "day|revenue|30.0");
              assertThat(Summary.of(context).metrics()).containsOnlyKeys("revenue");
            });
  }

  @Test
  void a_window_over_seconds_has_days_without_a_time_spine_and_no_total() throws IOException {
    SmallProject.in(folder)
        .with("models/sales.sql", SALES)
        .with("metrics/m.yml", BY_SECOND)
        .run(
            1,
            context -> {
              new MetricsJob().run(context);
              assertThat(values(context).filter("NOT grain <=> 'day'"))
                  .columns("grain", "metric", "value")
                  .hasRows("all|dense|40.0", "all|every_day|40.0", "all|revenue|40.0");
              assertThat(days(context, "trailing"))
                  .hasRows(
                      "2026-01-05|10.0", "2026-01-06|10.0", "2026-01-07|10.0", "2026-02-05|30.0");
              assertThat(RowsAssert.text(days(context, "dense")))
                  .hasSize(32)
                  .contains("2026-01-20|0.0");
              assertThat(days(context, "month_before")).hasRows("2026-02-05|10.0");
              assertThat(Summary.of(context).metrics())
                  .containsOnlyKeys("revenue", "dense", "every_day");
            });
  }

  @Test
  void tables_of_metrics_leave_with_the_last_metric() throws IOException {
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
              TableDefinition counts = EventTables.ingestCounts();
              Row one = RowFactory.create("run", "orders", 0L, 0L, 0L, 0L, 0L, null);
              context
                  .staging()
                  .overwrite(
                      counts, context.spark().createDataFrame(List.of(one), counts.schema()));
              SmallProject.publish(context);
              assertThat(context.store().tables())
                  .contains("ingest_counts")
                  .doesNotContain("metrics", "metric_rollups", "metric_ids");
              assertThat(context.releases().last().orElseThrow().tables())
                  .doesNotContainKeys("metrics", "metric_rollups", "metric_ids");
            });
  }

  private SmallProject project(String metrics) throws IOException {
    return SmallProject.in(folder)
        .with("models/sales.sql", SALES)
        .with("models/days.sql", DAYS)
        .with("metrics/m.yml", MODEL + metrics);
  }

  private static Dataset<Row> values(RunContext context) {
    return context.staging().read("metrics").filter("value IS NOT NULL");
  }

  private static Dataset<Row> days(RunContext context, String metric) {
    return values(context)
        .filter("grain = 'day' AND metric = '%s'".formatted(metric))
        .selectExpr("date(period)", "value");
  }
}
