package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.PlanningContext;
import io.truecount.metric.plan.Semantics;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.rollup.RollupViews;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.SharedSpark;
import io.truecount.testkit.SparkWork;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often the rows of a source are read, and how many Spark jobs that takes. */
final class MetricPassesTest {
  private static final List<String> SUMS = List.of("orders", "revenue", "gifts", "paid", "mean");
  private static final List<String> COUNTS =
      List.of(
          "orders", "revenue", "gifts", "paid", "mean", "largest", "buyers", "per_buyer", "share");
  private static final List<List<String>> GRAINS =
      List.of(
          List.of("metric_time__day"),
          List.of("metric_time__week"),
          List.of("metric_time__month", "order__channel"),
          List.of());

  @TempDir Path folder;

  private final SparkSession spark = SharedSpark.session();
  private final Shop shop = Shop.of(5);

  @BeforeEach
  void files() {
    shop.tables()
        .forEach(
            (name, rows) -> {
              String file = folder.resolve(name).toString();
              rows.coalesce(1).write().parquet(file);
              spark.read().parquet(file).createOrReplaceTempView(name);
            });
  }

  @Test
  void many_metrics_at_many_grains_are_one_pass() {
    SparkWork one = work(List.of("orders"), GRAINS.subList(0, 1));
    SparkWork all = work(SUMS, GRAINS);

    assertThat(one.scans("shop_orders")).isEqualTo(1);
    assertThat(all.scans("shop_orders")).isEqualTo(1);
    assertThat(all.jobs()).isLessThanOrEqualTo(2 + 2L * GRAINS.size());
  }

  @Test
  void numbering_what_is_counted_distinct_is_one_more() {
    SparkWork all = work(COUNTS, GRAINS);

    assertThat(all.scans("shop_orders")).isEqualTo(2);
    assertThat(all.jobs()).isLessThanOrEqualTo(6L * GRAINS.size());
  }

  @Test
  void without_sharing_every_question_reads_all_rows() {
    Planner planner = new Planner(shop.manifest(), Semantics.TRUECOUNT);
    SparkWork alone =
        SparkWork.of(spark, () -> queries(SUMS, GRAINS).values().forEach(q -> run(planner, q)));

    assertThat(alone.scans("shop_orders")).isEqualTo(GRAINS.size());
  }

  private SparkWork work(List<String> metrics, List<List<String>> grains) {
    SharedPlans plans =
        SharedPlans.of(
            PlanningContext.of(shop.manifest(), Semantics.TRUECOUNT), queries(metrics, grains));
    assertThat(plans.rollups()).hasSize(1);
    return SparkWork.of(
        spark,
        () -> {
          RollupViews.register(spark, plans.rollups());
          plans.plans().values().forEach(p -> run(p.sql(Dialect.SPARK, TableNames.bare())));
        });
  }

  private Map<String, MetricQuery> queries(List<String> metrics, List<List<String>> grains) {
    Map<String, MetricQuery> queries = new LinkedHashMap<>();
    for (List<String> by : grains) {
      List<ItemName> items = by.stream().map(i -> ItemName.parse(i, shop.manifest())).toList();
      queries.put(by.toString(), MetricQuery.of(metrics, items));
    }
    return queries;
  }

  private void run(Planner planner, MetricQuery query) {
    run(planner.plan(query).sql(Dialect.SPARK, TableNames.bare()));
  }

  private void run(String sql) {
    assertThat(spark.sql(sql).collectAsList()).isNotEmpty();
  }
}
