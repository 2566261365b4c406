package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.metric.plan.PlanningContext;
import io.truecount.metric.plan.Semantics;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.rollup.Rollup;
import io.truecount.metric.rollup.RollupState;
import io.truecount.metric.rollup.RollupViews;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rollup costs, and which of its periods it finds to have changed. */
final class RollupStateTest {
  private static final List<String> METRICS =
      List.of("orders", "revenue", "gifts", "paid", "mean", "largest", "share", "running");

  private final Shop shop = Shop.of(61);
  private final SparkSession spark = SharedSpark.session();

  @BeforeEach
  void tables() {
    shop.tables().forEach((name, rows) -> rows.createOrReplaceTempView(name));
  }

  private SharedPlans plans(List<String> metrics, List<List<String>> groupings) {
    Map<String, MetricQuery> queries = new LinkedHashMap<>();
    for (List<String> by : groupings) {
      List<ItemName> items = by.stream().map(i -> ItemName.parse(i, shop.manifest())).toList();
      queries.put(by.toString(), MetricQuery.of(metrics, items));
    }
    return SharedPlans.of(PlanningContext.of(shop.manifest(), Semantics.TRUECOUNT), queries);
  }

  @Test
  void many_metrics_and_grains_of_one_source_read_it_once(@TempDir Path folder) throws Exception {
    String file = folder.resolve("orders").toString();
    spark.table("shop_orders").coalesce(1).write().parquet(file);
    Dataset<Row> orders = spark.read().parquet(file);
    long count = orders.count();
    orders.createOrReplaceTempView("shop_orders");
    SharedPlans plans =
        plans(
            METRICS,
            List.of(
                List.of("metric_time__day"),
                List.of("metric_time__month", "order__channel"),
                List.of("metric_time__week", "order__is_gift")));
    assertThat(plans.rollups()).hasSize(1);
    List<Long> scans = new CopyOnWriteArrayList<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageCompleted(SparkListenerStageCompleted end) {
            if (end.stageInfo().rddInfos().exists(rdd -> rdd.name().contains("FileScanRDD"))) {
              scans.add(end.stageInfo().taskMetrics().inputMetrics().recordsRead());
            }
          }
        };
    spark.sparkContext().addSparkListener(listener);
    try {
      RollupViews.register(spark, plans.rollups());
      plans
          .plans()
          .values()
          .forEach(p -> spark.sql(p.sql(Dialect.SPARK, TableNames.bare())).collectAsList());
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
    assertThat(scans).containsExactly(count);
  }

  @Test
  void the_periods_that_have_changed_are_found_and_no_others() {
    Rollup rollup =
        plans(METRICS, List.of(List.of("metric_time__day", "customer__country"))).rollups().get(0);
    Dataset<Row> state = state(rollup);
    assertThat(touched(rollup, state)).isEmpty();

    change("shop_orders", "order_id = 17", "amount = coalesce(amount, 0) + 1", "amount");
    assertThat(touched(rollup, state)).isEqualTo(days("order_id = 17"));

    tables();
    change("shop_customers", "customer_id = 'c3'", "country = 'fr'", "country");
    assertThat(touched(rollup, state)).isEqualTo(days("customer_id = 'c3'")).isNotEmpty();
  }

  @Test
  void what_is_stored_is_what_was_aggregated() {
    Rollup rollup =
        plans(METRICS, List.of(List.of("metric_time__day", "order__channel"))).rollups().get(0);
    Dataset<Row> rows = spark.sql(rollup.rows().sql(Dialect.SPARK, TableNames.bare()));
    Dataset<Row> partials = RollupViews.partials(rollup, rows);
    Dataset<Row> again = RollupState.typed(rollup, state(rollup), partials.schema());
    assertThat(again.schema().fieldNames()).hasSameElementsAs(List.of(partials.columns()));
    Answers expected = Answers.spark(partials);
    assertThat(expected.difference(Answers.spark(again), false)).isEmpty();
  }

  private void change(String table, String where, String set, String column) {
    String value = set.substring(set.indexOf('=') + 1);
    spark
        .table(table)
        .withColumn(
            column,
            org.apache.spark.sql.functions.expr(
                "CASE WHEN %s THEN %s ELSE %s END".formatted(where, value, column)))
        .createOrReplaceTempView(table);
  }

  private Dataset<Row> rows(Rollup rollup) {
    return RollupState.printed(spark.sql(rollup.rows().sql(Dialect.SPARK, TableNames.bare())));
  }

  private Dataset<Row> state(Rollup rollup) {
    rows(rollup).createOrReplaceTempView(rollup.rowsView());
    String sql = rollup.partials(RollupState.PRINTS).sql(Dialect.SPARK, TableNames.bare());
    return RollupState.stored(rollup, spark.sql(sql)).localCheckpoint();
  }

  private List<String> touched(Rollup rollup, Dataset<Row> state) {
    return RowsAssert.text(RollupState.touched(rollup, rows(rollup), state));
  }

  private List<String> days(String where) {
    return RowsAssert.text(
        spark
            .table("shop_orders")
            .where("ordered_at IS NOT NULL AND " + where)
            .selectExpr("date_trunc('DAY', ordered_at)")
            .distinct());
  }
}
