package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problems;
import io.truecount.metric.OffsetOracle.Back;
import io.truecount.metric.OffsetOracle.Length;
import io.truecount.metric.OffsetOracle.Order;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.rollup.RollupViews;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.SharedSpark;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Offsets against an oracle that counts one row and one day at a time, over months of all lengths,
 * a leap year, and orders that are most often at the ends of months; with times by day and by
 * second, and with a declared time spine and without one.
 */
@Tag("slow")
final class OffsetsTest {
  private static final List<String> GRAINS = List.of("day", "week", "month", "quarter", "year");

  private static final List<String> LONGER = List.of("week", "month", "quarter", "year");
  private static final List<String> KINDS =
      List.of("orders", "buyers", "per_buyer", "twice", "week");

  private static final Map<String, Length> OFFSETS =
      Map.of(
          "1 month", new Length(1, 0),
          "1 quarter", new Length(3, 0),
          "1 year", new Length(12, 0),
          "5 days", new Length(0, 5),
          "2 weeks", new Length(0, 14));

  private static final LocalDate SPINE_FROM = LocalDate.of(2023, 9, 14);
  private static final LocalDate SPINE_TO = LocalDate.of(2025, 4, 10);

  private record Case(
      OffsetOracle oracle, Manifest manifest, Map<String, Dataset<Row>> tables, DuckTables duck) {}

  @ParameterizedTest
  @CsvSource({"1, second, false", "2, day, true"})
  void every_offset_at_every_grain_is_that_of_the_oracle(long seed, String time, boolean spine) {
    Case the = of(seed, time, spine);
    for (String grain : GRAINS) {
      for (Map.Entry<String, Length> offset : OFFSETS.entrySet()) {
        check(the, grain, offset.getKey(), offset.getValue());
      }
      for (String longer : LONGER) {
        boolean nested = grain.equals("week") ? longer.equals("week") : isNoLonger(grain, longer);
        if (nested) {
          String metric = "start_of_" + longer;
          assertThat(found(the, List.of(metric), grain).get(metric))
              .as(metric + " by " + grain)
              .isEqualTo(counts(the.oracle().atStart(grain, longer)));
        }
      }
    }
  }

  private static boolean isNoLonger(String grain, String other) {
    return GRAINS.indexOf(grain) <= GRAINS.indexOf(other);
  }

  private static void check(Case the, String grain, String offset, Length length) {
    List<String> metrics = KINDS.stream().map(kind -> kind + "_" + name(offset)).toList();
    Map<String, Map<LocalDate, Double>> expected = new TreeMap<>();
    Map<LocalDate, List<String>> once = the.oracle().shifted(grain, new Back(List.of(length)));
    expected.put(metrics.get(0), counts(once));
    expected.put(metrics.get(1), distinct(once));
    expected.put(metrics.get(2), ratios(once));
    expected.put(metrics.get(3), counts(twice(the.oracle(), grain, length)));
    expected.put(metrics.get(4), the.oracle().trailing(grain, length, isWhole(grain, length)));
    assertThat(found(the, metrics, grain)).as(offset + " by " + grain).isEqualTo(expected);
  }

  /**
   * The offset of a metric that looks back one month itself: whole periods where the offset is made
   * of them.
   */
  private static Map<LocalDate, List<String>> twice(
      OffsetOracle oracle, String grain, Length length) {
    Length month = new Length(1, 0);
    return grain.equals("day") || isWhole(grain, length)
        ? oracle.offset(oracle.shifted(grain, new Back(List.of(month))), grain, length)
        : oracle.shifted(grain, new Back(List.of(month, length)));
  }

  private static boolean isWhole(String grain, Length length) {
    return switch (grain) {
      case "week" -> length.months() == 0 && length.days() % 7 == 0;
      case "month" -> length.days() == 0;
      case "quarter" -> length.days() == 0 && length.months() % 3 == 0;
      case "year" -> length.days() == 0 && length.months() % 12 == 0;
      default -> false;
    };
  }

  @ParameterizedTest
  @CsvSource({"5, second, true"})
  void rollups_in_spark_give_the_same(long seed, String time, boolean spine) {
    Case the = of(seed, time, spine);
    the.tables().forEach((name, rows) -> rows.createOrReplaceTempView(name));
    Planner planner = new Planner(the.manifest(), Semantics.TRUECOUNT);
    List<String> metrics = new ArrayList<>();
    for (String offset : List.of("1 month", "1 year", "5 days")) {
      KINDS.forEach(kind -> metrics.add(kind + "_" + name(offset)));
    }
    Map<String, MetricQuery> queries = new LinkedHashMap<>();
    GRAINS.forEach(grain -> queries.put(grain, query(the.manifest(), metrics, grain)));
    SharedPlans shared = SharedPlans.of(planner.context(), queries);
    RollupViews.register(SharedSpark.session(), shared.rollups());
    queries.forEach(
        (grain, query) -> {
          String sql = shared.plan(grain).sql(Dialect.SPARK, TableNames.bare());
          Answers alone =
              the.duck().query(planner.plan(query).sql(Dialect.DUCKDB, TableNames.bare()));
          assertThat(alone.rows()).isNotEmpty();
          assertThat(alone.difference(Answers.spark(SharedSpark.session().sql(sql)), false))
              .as(grain + "\n" + sql)
              .isEmpty();
        });
  }

  private static Map<LocalDate, Double> counts(Map<LocalDate, List<String>> rows) {
    Map<LocalDate, Double> result = new TreeMap<>();
    rows.forEach((day, customers) -> result.put(day, (double) customers.size()));
    return result;
  }

  private static Map<LocalDate, Double> distinct(Map<LocalDate, List<String>> rows) {
    Map<LocalDate, Double> result = new TreeMap<>();
    rows.forEach((day, all) -> result.put(day, (double) new LinkedHashSet<>(all).size()));
    return result;
  }

  private static Map<LocalDate, Double> ratios(Map<LocalDate, List<String>> rows) {
    Map<LocalDate, Double> result = new TreeMap<>();
    Map<LocalDate, Double> buyers = distinct(rows);
    counts(rows).forEach((day, orders) -> result.put(day, orders / buyers.getOrDefault(day, 0.0)));
    return result;
  }

  /** The result in DuckDB without NULLs; fails when a period has two rows. */
  private static Map<String, Map<LocalDate, Double>> found(
      Case the, List<String> metrics, String grain) {
    MetricQuery query = query(the.manifest(), metrics, grain);
    String sql = Planner.plan(the.manifest(), query).sql(Dialect.DUCKDB, TableNames.bare());
    Map<String, Map<LocalDate, Double>> result = new TreeMap<>();
    metrics.forEach(metric -> result.put(metric, new TreeMap<>()));
    Set<String> seen = new HashSet<>();
    for (List<String> row : the.duck().query(sql).rows()) {
      assertThat(seen.add(row.get(0))).as("twice: " + row).isTrue();
      LocalDate day = LocalDate.parse(row.get(0).substring(0, 10));
      for (int i = 0; i < metrics.size(); i++) {
        if (!row.get(i + 1).equals("\\N")) {
          result
              .getOrDefault(metrics.get(i), new TreeMap<>())
              .put(day, Double.valueOf(row.get(i + 1)));
        }
      }
    }
    return result;
  }

  private static MetricQuery query(Manifest manifest, List<String> metrics, String grain) {
    return MetricQuery.of(metrics, List.of(ItemName.parse("metric_time__" + grain, manifest)));
  }

  private static Case of(long seed, String time, boolean spine) {
    List<Order> orders = orders(new SplittableRandom(seed), time);
    List<LocalDate> days = orders.stream().map(o -> o.at().toLocalDate()).sorted().toList();
    OffsetOracle oracle =
        new OffsetOracle(
            orders, spine ? SPINE_FROM : days.get(0), spine ? SPINE_TO : days.get(days.size() - 1));
    Map<String, Dataset<Row>> tables = tables(orders);
    Problems problems = new Problems();
    Manifest manifest = ManifestReader.read(definitions(time, spine), "offsets.yml", problems);
    problems.throwIfAny();
    return new Case(oracle, manifest, tables, DuckTables.of(tables));
  }

  private static List<Order> orders(SplittableRandom random, String time) {
    List<Order> result = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      LocalDate day = LocalDate.of(2023, 10, 20).plusDays(random.nextInt(500));
      if (random.nextInt(3) > 0) {
        day = day.withDayOfMonth(1).plusMonths(1).minusDays(random.nextInt(4));
      }
      LocalDateTime at = day.atStartOfDay().plusSeconds(random.nextInt(86_400));
      result.add(new Order(time.equals("day") ? day.atStartOfDay() : at, "c" + random.nextInt(5)));
    }
    return result;
  }

  private static Map<String, Dataset<Row>> tables(List<Order> orders) {
    List<Row> rows = new ArrayList<>();
    for (Order order : orders) {
      rows.add(
          RowFactory.create((long) rows.size(), order.customer(), Timestamp.valueOf(order.at())));
    }
    List<Row> days =
        SPINE_FROM
            .datesUntil(SPINE_TO.plusDays(1))
            .map(day -> RowFactory.create(Timestamp.valueOf(day.atStartOfDay())))
            .toList();
    return Map.of(
        "offset_orders",
        rows(rows, "order_id BIGINT, customer_id STRING, ordered_at TIMESTAMP"),
        "offset_days",
        rows(days, "day TIMESTAMP"));
  }

  private static Dataset<Row> rows(List<Row> rows, String schema) {
    return SharedSpark.session().createDataFrame(rows, StructType.fromDDL(schema));
  }

  private static String name(String offset) {
    return offset.replace(' ', '_');
  }

  private static String definitions(String time, boolean spine) {
    StringBuilder text = new StringBuilder(spine ? SPINE : "");
    text.append(MODEL.formatted(time));
    for (String offset : OFFSETS.keySet()) {
      for (String of : List.of("orders", "buyers", "per_buyer", "week")) {
        text.append(derived(of + "_" + name(offset), of, "offset_window: " + offset));
      }
      text.append(derived("twice_" + name(offset), "orders_1_month", "offset_window: " + offset));
    }
    for (String grain : LONGER) {
      text.append(derived("start_of_" + grain, "orders", "offset_to_grain: " + grain));
    }
    return text.toString();
  }

  private static String derived(String name, String of, String offset) {
    return "  - {name: %s, type: derived, type_params: {expr: x, metrics: [{name: %s, alias: x, %s}]}}\n"
        .formatted(name, of, offset);
  }

  private static final String SPINE =
      """
      project_configuration:
        time_spines:
          - node_relation: {alias: offset_days}
            primary_column: {name: day, time_granularity: day}
      """;

  private static final String MODEL =
      """
      semantic_models:
        - name: orders
          node_relation: {alias: offset_orders}
          defaults: {agg_time_dimension: ordered_at}
          entities: [{name: order, type: primary, expr: order_id}]
          dimensions: [{name: ordered_at, type: time, type_params: {time_granularity: %s}}]
          measures:
            - {name: orders, agg: sum, expr: 1, create_metric: true}
            - {name: buyers, agg: count_distinct, expr: customer_id, create_metric: true}
      metrics:
        - {name: per_buyer, type: ratio, type_params: {numerator: orders, denominator: buyers}}
        - name: week
          type: cumulative
          type_params:
            measure: orders
            cumulative_type_params: {window: 7 days, period_agg: last}
      """;
}
