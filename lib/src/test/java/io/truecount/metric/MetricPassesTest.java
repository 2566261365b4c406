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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.util.QueryExecutionListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

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

  /** What a piece of work did: how often the orders were read from their file, and Spark jobs. */
  private record Work(long passes, long jobs) {}

  private static final class Scans implements QueryExecutionListener {
    private final AtomicLong count = new AtomicLong();

    @Override
    public void onSuccess(String function, QueryExecution execution, long nanoseconds) {
      count.addAndGet(scans(execution.executedPlan()));
    }

    @Override
    public void onFailure(String function, QueryExecution execution, Exception failure) {}

    /** What is read again from an exchange or from memory is not read from the file. */
    private static long scans(SparkPlan plan) {
      if (plan instanceof AdaptiveSparkPlanExec adaptive) {
        return scans(adaptive.executedPlan());
      } else if (plan instanceof QueryStageExec stage) {
        return scans(stage.plan());
      } else if (plan instanceof FileSourceScanExec scan) {
        return scan.relation().location().rootPaths().mkString().contains("shop_orders") ? 1 : 0;
      }
      return CollectionConverters.asJava(plan.children()).stream().mapToLong(Scans::scans).sum();
    }
  }

  private static final class Jobs extends SparkListener {
    private final AtomicLong count = new AtomicLong();

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      count.incrementAndGet();
    }
  }

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
    Work one = work(List.of("orders"), GRAINS.subList(0, 1));
    Work all = work(SUMS, GRAINS);

    assertThat(one.passes()).isEqualTo(1);
    assertThat(all.passes()).isEqualTo(1);
    assertThat(all.jobs()).isLessThanOrEqualTo(2 + 2L * GRAINS.size());
  }

  @Test
  void numbering_what_is_counted_distinct_is_one_more() {
    Work all = work(COUNTS, GRAINS);

    assertThat(all.passes()).isEqualTo(2);
    assertThat(all.jobs()).isLessThanOrEqualTo(6L * GRAINS.size());
  }

  @Test
  void without_sharing_every_question_reads_all_rows() {
    Planner planner = new Planner(shop.manifest(), Semantics.TRUECOUNT);
    Work alone = count(() -> queries(SUMS, GRAINS).values().forEach(q -> run(planner, q)));

    assertThat(alone.passes()).isEqualTo(GRAINS.size());
  }

  private Work work(List<String> metrics, List<List<String>> grains) {
    SharedPlans plans =
        SharedPlans.of(
            PlanningContext.of(shop.manifest(), Semantics.TRUECOUNT), queries(metrics, grains));
    assertThat(plans.rollups()).hasSize(1);
    return count(
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

  private Work count(Runnable work) {
    Scans scans = new Scans();
    Jobs jobs = new Jobs();
    settle();
    spark.listenerManager().register(scans);
    spark.sparkContext().addSparkListener(jobs);
    try {
      work.run();
      settle();
    } finally {
      spark.listenerManager().unregister(scans);
      spark.sparkContext().removeSparkListener(jobs);
    }
    return new Work(scans.count.get(), jobs.count.get());
  }

  /** Listeners hear of work a little later. */
  private void settle() {
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
