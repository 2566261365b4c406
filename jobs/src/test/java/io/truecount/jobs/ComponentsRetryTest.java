package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterators;
import io.truecount.identity.components.NativeComponents;
import io.truecount.identity.components.NativeOptions;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that fail half-way and are run again, in memory and distributed. */
final class ComponentsRetryTest {
  private static final AtomicInteger FAILED = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(longs = {1L << 30, 0})
  void tasks_that_fail_once_change_neither_labels_nor_counts(long memoryBytes) throws Exception {
    FAILED.set(0);
    try (SparkSession session =
        SparkSession.builder()
            .master("local[2,4]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      Dataset<Row> edges = session.range(20_000).selectExpr("id as a", "id + 1 + id % 2 as b");
      Dataset<Row> flaky =
          edges
              .repartition(3)
              .mapPartitions(
                  (MapPartitionsFunction<Row, Row>) ComponentsRetryTest::failOnce,
                  Encoders.row(edges.schema()));
      var engine = new NativeComponents(NativeOptions.ofMemory(memoryBytes));
      Dataset<Row> none = edges.selectExpr("a as id").limit(0);

      var steady = engine.solve(none, edges);
      var found = engine.solve(none, flaky);

      assertThat(found.summary()).isEqualTo(steady.summary());
      assertThat(found.labels().except(steady.labels()).isEmpty()).isTrue();
      assertThat(FAILED.get()).isPositive();
    }
  }

  private static Iterator<Row> failOnce(Iterator<Row> rows) {
    if (TaskContext.get().attemptNumber() > 0) {
      return rows;
    }
    AtomicInteger seen = new AtomicInteger();
    return Iterators.transform(
        rows,
        row -> {
          if (seen.incrementAndGet() > 5000) {
            FAILED.incrementAndGet();
            throw new IllegalStateException("this attempt fails half-way");
          }
          return row;
        });
  }
}
