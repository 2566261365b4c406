package io.truecount.jobs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.jobs.nightly.MetricsJob;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.table.TableDefinition;
import io.truecount.testkit.SparkWork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often the metrics step reads a table, and how many Spark jobs run, as metrics are added. What
 * is read again for a filter or a window are the partial aggregates, which are few.
 */
final class MetricsJobPassesTest {
  private static final int FEW = 10;

  /** Reads of partial aggregates, each in a job: for totals and for days, and for days alone. */
  private static final int OF_A_FILTER = 2;

  private static final int OF_A_WINDOW = 1;

  private static final String SALES =
      """
      SELECT id, DATE '2026-01-01' + CAST(id % 40 AS INT) AS sold_at, id % 7 AS amount,
        concat('c', id % 5) AS channel, concat('u', id % 11) AS buyer
      FROM range(200)
      """;

  private static final String MODEL =
      """
      semantic_models:
        - name: sales
          model: ref('sales')
          defaults: {agg_time_dimension: sold_at}
          entities: [{name: sale, type: primary, expr: id}]
          dimensions:
            - {name: sold_at, type: time, type_params: {time_granularity: day}}
            - {name: channel, type: categorical}
          measures:
            - {name: sales, agg: count, expr: id}
            - {name: revenue, agg: sum, expr: amount}
            - {name: mean, agg: average, expr: amount}
            - {name: largest, agg: max, expr: amount}
            - {name: buyers, agg: count_distinct, expr: buyer}
      metrics:
      """;

  @TempDir Path folder;

  @Test
  void a_metric_more_is_no_scan_of_its_rows_more() throws IOException {
    SparkWork few = metrics("few", FEW);
    SparkWork many = metrics("many", 2 * FEW);

    assertThat(few.scans("sales")).isPositive();
    assertThat(many.scans("sales")).isEqualTo(few.scans("sales"));
    assertThat(many.scans("metric_ids")).isEqualTo(few.scans("metric_ids"));
    assertThat(many.scans("metric_rollups"))
        .isEqualTo(few.scans("metric_rollups") + OF_A_FILTER + OF_A_WINDOW);
    assertThat(many.jobs()).isLessThanOrEqualTo(few.jobs() + OF_A_FILTER + OF_A_WINDOW);
  }

  private SparkWork metrics(String name, int count) throws IOException {
    List<SparkWork> work = new ArrayList<>();
    SmallProject.in(folder.resolve(name))
        .with("models/sales.sql", SALES)
        .with(
            "metrics/m.yml",
            MODEL + IntStream.range(0, count).mapToObj(i -> metric(i, i / FEW)).collect(joining()))
        .run(
            1,
            context -> {
              sales(context);
              work.add(SparkWork.of(context.spark(), () -> new MetricsJob().run(context)));
              assertThat(context.staging().read("metrics").select("metric").distinct().count())
                  .isEqualTo(count);
            });
    return work.get(0);
  }

  /** As the step before stores the model. */
  private static void sales(RunContext context) {
    Dataset<Row> rows = context.spark().sql(SALES);
    context.staging().overwrite(TableDefinition.of("sales", "", List.of(), rows.schema()), rows);
  }

  /** The n-th metric of the kind that its number says. */
  private static String metric(int number, int n) {
    String body =
        switch (number % FEW) {
          case 0 -> simple("sales", "");
          case 1 -> simple("revenue", "");
          case 2 -> simple("mean", filter(n));
          case 3 -> simple("largest", filter(n + 1));
          case 4 -> simple("buyers", "");
          case 5 -> simple("sales", filter(n));
          case 6 ->
              "type: ratio, type_params: {numerator: m%d, denominator: m%d}"
                  .formatted(n * FEW, n * FEW + 1);
          case 7 ->
              "type: derived, type_params: {expr: m%d + %d, metrics: [m%d]}"
                  .formatted(n * FEW + 1, n, n * FEW + 1);
          case 8 ->
              "type: cumulative, type_params: {measure: revenue,"
                  + " cumulative_type_params: {window: %d days}}".formatted(3 + n);
          default -> "type: cumulative, type_params: {measure: sales}";
        };
    return "  - {name: m%d, %s}\n".formatted(number, body);
  }

  private static String simple(String measure, String filter) {
    return "type: simple, type_params: {measure: %s}%s".formatted(measure, filter);
  }

  private static String filter(int n) {
    return ", filter: \"{{ Dimension('sale__channel') }} = 'c%d'\"".formatted(n);
  }
}
