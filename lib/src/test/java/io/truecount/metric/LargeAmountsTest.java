package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.truecount.config.PropertyType;
import io.truecount.error.Problems;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.SharedSpark;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Metrics of the largest decimals that a contract takes, against exact arithmetic. */
final class LargeAmountsTest {
  private static final String TABLE = "large_payments";
  private static final BigDecimal LARGEST = new BigDecimal("999999999999999.9999");
  private static final Timestamp PAID_AT = Timestamp.valueOf("2026-03-01 00:00:00");
  private static final long QUANTITY = 1_000_000;
  private static final BigDecimal RATE = new BigDecimal("1.25");
  private static final List<BigDecimal> AMOUNTS =
      IntStream.range(0, 300)
          .mapToObj(i -> LARGEST.subtract(BigDecimal.valueOf(i * 7_919L, 4)))
          .toList();

  private static final String MANIFEST =
      """
      semantic_models:
        - name: payments
          node_relation: {alias: large_payments}
          entities: [{name: payment, type: primary, expr: id}]
          dimensions:
            - {name: paid_at, type: time, type_params: {time_granularity: day}}
          defaults: {agg_time_dimension: paid_at}
          measures:
            - {name: total, agg: sum, expr: amount, create_metric: true}
            - {name: largest, agg: max, expr: amount, create_metric: true}
            - {name: lines, agg: sum, expr: amount * quantity, create_metric: true}
            - {name: converted, agg: sum, expr: amount * rate, create_metric: true}
            - {name: square, agg: max, expr: amount * amount, create_metric: true}
            - {name: mean, agg: average, expr: amount, create_metric: true}
            - {name: payments, agg: count, expr: amount, create_metric: true}
      metrics:
        - {name: each, type: ratio, type_params: {numerator: total, denominator: payments}}
      """;

  @ParameterizedTest
  @EnumSource
  void are_right_to_the_last_digit(Dialect dialect) {
    BigDecimal sum = AMOUNTS.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal square = LARGEST.multiply(LARGEST).setScale(6, RoundingMode.HALF_UP);

    List<BigDecimal> exact = answer(dialect, "total", "largest", "lines", "converted", "square");
    assertThat(exact.subList(0, 4))
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactly(
            sum, LARGEST, sum.multiply(BigDecimal.valueOf(QUANTITY)), sum.multiply(RATE));
    assertThat(exact.get(4).setScale(6, RoundingMode.HALF_UP)).isEqualTo(square);

    BigDecimal mean = sum.divide(BigDecimal.valueOf(AMOUNTS.size()), 8, RoundingMode.HALF_UP);
    assertThat(answer(dialect, "mean", "each"))
        .allSatisfy(one -> assertThat(one).isCloseTo(mean, within(BigDecimal.ONE)));
  }

  private static List<BigDecimal> answer(Dialect dialect, String... metrics) {
    MetricQuery query = MetricQuery.of(List.of(metrics), List.of());
    String sql = Planner.plan(manifest(), query).sql(dialect, TableNames.bare());
    Dataset<Row> payments = payments();
    payments.createOrReplaceTempView(TABLE);
    Answers answers =
        switch (dialect) {
          case SPARK -> Answers.spark(SharedSpark.session().sql(sql));
          case DUCKDB -> DuckTables.of(Map.of(TABLE, payments)).query(sql);
        };
    assertThat(answers.rows().get(0)).as(sql).doesNotContain("\\N");
    return answers.rows().get(0).stream().map(BigDecimal::new).toList();
  }

  private static Manifest manifest() {
    Problems problems = new Problems();
    Manifest manifest = ManifestReader.read(MANIFEST, "payments.yml", problems);
    problems.throwIfAny();
    return manifest;
  }

  private static Dataset<Row> payments() {
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("paid_at", DataTypes.TimestampType)
            .add("amount", PropertyType.DECIMAL.dataType())
            .add("quantity", DataTypes.LongType)
            .add("rate", PropertyType.DECIMAL.dataType());
    List<Row> rows =
        IntStream.range(0, AMOUNTS.size())
            .mapToObj(i -> RowFactory.create((long) i, PAID_AT, AMOUNTS.get(i), QUANTITY, RATE))
            .toList();
    return SharedSpark.session().createDataFrame(rows, schema);
  }
}
