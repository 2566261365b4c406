package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every metric, whatever it is made of, on generated definitions and data. */
@Tag("slow")
final class LawsTest {
  private static final String DAY = "metric_time__day";
  private static final String MONTH = "metric_time__month";
  private static final double CLOSE = 1e-9;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void a_metric_is_the_same_alone_and_among_others(long seed) {
    Shop shop = Shop.of(seed);
    DuckTables duck = DuckTables.of(shop.tables());
    List<String> by = someDimensions(seed);
    List<String> shuffled = new ArrayList<>(Shop.METRICS);
    Collections.shuffle(shuffled, new Random(seed));
    Map<String, List<String>> together = keyed(duck, shop, query(shop, shuffled, by), by.size());
    for (String metric : shuffled) {
      Map<String, List<String>> alone =
          keyed(duck, shop, query(shop, List.of(metric), by), by.size());
      int column = shuffled.indexOf(metric);
      alone.forEach(
          (key, values) ->
              assertClose(
                  metric + " at " + key,
                  together.getOrDefault(key, List.of()).get(column),
                  values.get(0)));
      together.forEach(
          (key, values) -> {
            if (!alone.containsKey(key)) {
              // what is filled has no gaps where others have rows
              assertThat(values.get(column)).as(metric + " at " + key).isIn("\\N", "0");
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void groups_of_an_additive_metric_add_up(long seed) {
    Shop shop = Shop.of(seed);
    DuckTables duck = DuckTables.of(shop.tables());
    Answers total = duck.query(sql(shop, query(shop, Shop.ADDITIVE, List.of())));
    for (String dimension : Shop.DIMENSIONS) {
      Answers groups = duck.query(sql(shop, query(shop, Shop.ADDITIVE, List.of(dimension))));
      for (int i = 0; i < Shop.ADDITIVE.size(); i++) {
        int column = i + 1;
        double sum = groups.rows().stream().mapToDouble(row -> number(row.get(column))).sum();
        assertThat(sum).as(dimension).isEqualTo(number(total.rows().get(0).get(i)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void filtering_gives_the_row_of_the_group(long seed) {
    Shop shop = Shop.of(seed);
    DuckTables duck = DuckTables.of(shop.tables());
    List<String> metrics = List.of("orders", "revenue", "buyers", "mean", "per_buyer", "middle");
    Map<String, List<String>> groups =
        keyed(duck, shop, query(shop, metrics, List.of("customer__country")), 1);
    groups.forEach(
        (country, values) -> {
          String condition =
              country.equals("[\\N]")
                  ? "{{ Dimension('customer__country') }} IS NULL"
                  : "{{ Dimension('customer__country') }} = '%s'"
                      .formatted(country.substring(1, country.length() - 1));
          MetricQuery filtered =
              query(shop, metrics, List.of()).where(List.of(new WhereFilter(condition, "test")));
          List<String> row = duck.query(sql(shop, filtered)).rows().get(0);
          for (int i = 0; i < row.size(); i++) {
            assertClose(metrics.get(i) + " " + country, values.get(i), row.get(i));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void days_of_an_additive_metric_add_up_to_months(long seed) {
    Shop shop = Shop.of(seed);
    DuckTables duck = DuckTables.of(shop.tables());
    Map<String, double[]> summed = new HashMap<>();
    for (List<String> row :
        duck.query(sql(shop, query(shop, Shop.ADDITIVE, List.of(DAY)))).rows()) {
      double[] sums =
          summed.computeIfAbsent(
              row.get(0).substring(0, 7), month -> new double[Shop.ADDITIVE.size()]);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += number(row.get(i + 1));
      }
    }
    for (List<String> row :
        duck.query(sql(shop, query(shop, Shop.ADDITIVE, List.of(MONTH)))).rows()) {
      double[] months = row.subList(1, row.size()).stream().mapToDouble(LawsTest::number).toArray();
      assertThat(months).isEqualTo(summed.remove(row.get(0).substring(0, 7)));
    }
    assertThat(summed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {41})
  void both_engines_give_the_same_whatever_the_partitions(long seed) {
    Shop shop = Shop.of(seed);
    DuckTables duck = DuckTables.of(shop.tables());
    for (List<String> by :
        List.of(List.of(DAY, "customer__country"), List.of(MONTH), List.of(DAY, "customer"))) {
      MetricQuery query = query(shop, Shop.METRICS, by);
      Answers expected = duck.query(sql(shop, query));
      for (int partitions : new int[] {1, 7}) {
        for (Map.Entry<String, Dataset<Row>> table : shop.tables().entrySet()) {
          table.getValue().repartition(partitions).createOrReplaceTempView(table.getKey());
        }
        String sql = Planner.plan(shop.manifest(), query).sql(Dialect.SPARK, TableNames.bare());
        Answers found = Answers.spark(SharedSpark.session().sql(sql));
        assertThat(expected.difference(found, false)).as(sql).isEmpty();
      }
    }
  }

  private static List<String> someDimensions(long seed) {
    List<String> result = new ArrayList<>();
    result.add(seed % 2 == 0 ? DAY : MONTH);
    result.addAll(Shop.DIMENSIONS.subList(0, Math.toIntExact(seed % (Shop.DIMENSIONS.size() + 1))));
    return result;
  }

  private static MetricQuery query(Shop shop, List<String> metrics, List<String> by) {
    return MetricQuery.of(
        metrics, by.stream().map(name -> ItemName.parse(name, shop.manifest())).toList());
  }

  private static String sql(Shop shop, MetricQuery query) {
    return Planner.plan(shop.manifest(), query).sql(Dialect.DUCKDB, TableNames.bare());
  }

  /** The metrics of each group; no group may come twice. */
  private static Map<String, List<String>> keyed(
      DuckTables duck, Shop shop, MetricQuery query, int keys) {
    Map<String, List<String>> result = new HashMap<>();
    for (List<String> row : duck.query(sql(shop, query)).rows()) {
      String key = row.subList(0, keys).toString();
      assertThat(result.put(key, row.subList(keys, row.size()))).as("twice: " + key).isNull();
    }
    return result;
  }

  private static double number(String value) {
    return value.equals("\\N") ? 0 : Double.parseDouble(value);
  }

  private static void assertClose(String what, String found, String expected) {
    if (expected.equals("\\N") || found.equals("\\N")) {
      assertThat(found).as(what).isEqualTo(expected);
    } else {
      double value = Double.parseDouble(expected);
      assertThat(Double.parseDouble(found))
          .as(what)
          .isCloseTo(
              value, org.assertj.core.data.Offset.offset(CLOSE * Math.max(1, Math.abs(value))));
    }
  }
}
