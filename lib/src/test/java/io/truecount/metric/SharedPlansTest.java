package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.rollup.RollupViews;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.SharedSpark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queries that Spark answers from the rollups that they share give what each gives in DuckDB from
 * the rows.
 */
@Tag("slow")
final class SharedPlansTest {
  private static final List<List<String>> GROUPINGS =
      List.of(
          List.of("metric_time__day"),
          List.of("metric_time__month", "order__channel"),
          List.of("metric_time__week", "customer__country", "order__channel"),
          List.of("metric_time__month", "customer"),
          List.of("metric_time__day", "customer__signed_up__month"));

  @ParameterizedTest
  @ValueSource(longs = {51, 52})
  void shared_is_the_same_as_alone(long seed) {
    Shop shop = Shop.of(seed);
    SparkSession spark = SharedSpark.session();
    shop.tables().forEach((name, rows) -> rows.createOrReplaceTempView(name));
    DuckTables duck = DuckTables.of(shop.tables());
    Map<String, MetricQuery> queries = new LinkedHashMap<>();
    for (List<String> by : GROUPINGS) {
      List<ItemName> items = by.stream().map(i -> ItemName.parse(i, shop.manifest())).toList();
      queries.put(by.toString(), MetricQuery.of(Shop.METRICS, items));
    }
    Planner planner = new Planner(shop.manifest(), Semantics.TRUECOUNT);
    SharedPlans shared = SharedPlans.of(planner.context(), queries);
    assertThat(shared.rollups()).isNotEmpty();
    RollupViews.register(spark, shared.rollups());
    queries.forEach(
        (name, query) -> {
          String sql = shared.plan(name).sql(Dialect.SPARK, TableNames.bare());
          Answers alone = duck.query(planner.plan(query).sql(Dialect.DUCKDB, TableNames.bare()));
          assertThat(alone.difference(Answers.spark(spark.sql(sql)), false))
              .as(name + "\n" + sql)
              .isEmpty();
        });
  }

  @TestFactory
  Stream<DynamicTest> known_rows_are_given_from_rollups_too() {
    return MetricFlowCasesTest.cases(
        (planner, query) -> {
          SharedPlans shared = SharedPlans.of(planner.context(), Map.of("q", query));
          RollupViews.register(SharedSpark.session(), shared.rollups());
          String sql = shared.plan("q").sql(Dialect.SPARK, TableNames.bare());
          Answers found = Answers.spark(SharedSpark.session().sql(sql));
          return new MetricFlowCasesTest.Found(found, sql);
        });
  }
}
