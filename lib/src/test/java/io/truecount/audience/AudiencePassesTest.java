package io.truecount.audience;

import static io.truecount.audience.AudienceFixture.parse;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.rollup.RollupViews;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.SharedSpark;
import io.truecount.testkit.SparkWork;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often 200 audiences and 50 metrics read their sources, and how many Spark jobs run. */
@Tag("slow")
final class AudiencePassesTest {
  private static final Instant AS_OF = Instant.parse("2026-06-17T12:00:00Z");
  private static final int KINDS = 10;
  private static final int TOPS = 200 / KINDS;

  @TempDir Path folder;

  private final SparkSession spark = SharedSpark.session();
  private final Planner planner = ConditionShop.planner();

  @BeforeEach
  void files() {
    ConditionShop.of(new Random(8), AS_OF, 20)
        .tables()
        .forEach(
            (name, rows) -> {
              String file = folder.resolve(name).toString();
              rows.coalesce(1).write().parquet(file);
              spark.read().parquet(file).createOrReplaceTempView(name);
            });
  }

  @Test
  void an_audience_more_is_no_scan_more() {
    SparkWork few = audiences(KINDS);
    SparkWork many = audiences(200);

    assertThat(many.scans())
        .containsOnly(
            Map.entry("customers", 1L),
            Map.entry("customer_events", 2L), // one of them sorts for sequences
            Map.entry("purchases", 1L),
            Map.entry("visits", 1L));
    assertThat(many.scans()).isEqualTo(few.scans());
    // Each order that customers are ranked in is a sort of its own, and so a job.
    assertThat(many.jobs()).isLessThanOrEqualTo(few.jobs() + TOPS - 1);
  }

  @Test
  void a_metric_more_is_no_scan_more() {
    SparkWork few = metrics(2);
    SparkWork many = metrics(50);

    assertThat(few.scans("purchases")).isEqualTo(1);
    assertThat(many.scans()).isEqualTo(few.scans());
  }

  private SparkWork audiences(int count) {
    List<Audience> audiences =
        parse(
            IntStream.range(0, count)
                .mapToObj(
                    i -> "audience: { name: a%d, where: %s }".formatted(i, condition(i, i / KINDS)))
                .collect(joining("\n---\n")),
            planner);
    return SparkWork.of(
        spark,
        () ->
            assertThat(
                    Evaluation.flags(spark, audiences, audiences, planner, spark::table, AS_OF)
                        .collectAsList())
                .hasSize(20));
  }

  /** The n-th condition of the kind that the number of the audience says. */
  private static String condition(int audience, int n) {
    return switch (audience % KINDS) {
      case 0 -> "{ trait: country, is: %s }".formatted(ConditionShop.COUNTRIES.get(n % 4));
      case 1 -> "{ event: Order, within: %d days, count: '>= %d' }".formatted(1 + n, 1 + n % 4);
      case 2 ->
          ("{ event: View, within: %d calendar days, where: 'properties.revenue > %d',"
                  + " sum: properties.revenue, value: '>= 10' }")
              .formatted(1 + n, n);
      case 3 -> "{ event: Cart, within: %d days, last: source, is: s1 }".formatted(1 + n);
      case 4 ->
          "{ event: View, within: %d days, count_distinct: source, value: '>= 2' }"
              .formatted(1 + n);
      case 5 -> "{ metric: orders, within: %d days, value: '>= 2' }".formatted(1 + n);
      case 6 -> "{ metric: visits, within: %d days, value: '>= 1' }".formatted(1 + n);
      case 7 ->
          "{ sequence: [{ event: View }, { event: Order, within: %d days }] }".formatted(1 + n);
      case 8 -> "{ top: { metric: revenue, within: %d days, share: 10%% } }".formatted(5 + n);
      default -> "{ not: { audience: a%d } }".formatted(audience - 1);
    };
  }

  /** Sums of purchases at several grains, filtered or not. */
  private SparkWork metrics(int count) {
    List<String> names = List.of("orders", "revenue", "gifts", "mean", "largest", "smallest");
    Map<String, MetricQuery> queries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      queries.put("q" + i, query(names.get(i % names.size()), i / names.size()));
    }
    SharedPlans plans = SharedPlans.of(planner.context(), queries);
    return SparkWork.of(
        spark,
        () -> {
          RollupViews.register(spark, plans.rollups());
          plans
              .plans()
              .values()
              .forEach(p -> spark.sql(p.sql(Dialect.SPARK, TableNames.bare())).collectAsList());
        });
  }

  private MetricQuery query(String metric, int n) {
    List<String> grains = List.of("day", "week", "month", "quarter", "year");
    String by = "metric_time__" + grains.get(n % grains.size());
    return MetricQuery.of(
        List.of(metric), List.of(ItemName.parse(by, planner.context().manifest())));
  }
}
