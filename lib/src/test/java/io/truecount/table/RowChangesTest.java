package io.truecount.table;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.when;

import io.truecount.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class RowChangesTest {
  private final SparkSession spark = SharedSpark.session();

  @Test
  void each_row_is_removed_as_often_as_it_goes() {
    RowChanges changes = RowChanges.between(rows("a", "a", "a", "b"), rows("a", "b", "c", "c"));
    assertThat(changes.removed()).hasRows("a", "a");
    assertThat(changes.added()).hasRows("c", "c");
    assertThat(changes.applied(rows("a", "a", "a", "a", "b", "d")))
        .hasRows("a", "a", "b", "c", "c", "d");
  }

  /** Values of any types: NULLs, maps, arrays and structs among them. */
  @Test
  void any_rows_become_any_others() {
    Random random = new Random(11);
    for (int i = 0; i < 5; i++) {
      int[] before = numbers(random);
      int[] after = numbers(random);
      RowChanges changes = RowChanges.between(typed(before), typed(after));
      List<Integer> more = new ArrayList<>(IntStream.of(before).boxed().toList());
      more.addAll(List.of(0, 3, 7));
      List<Integer> expected = new ArrayList<>(IntStream.of(after).boxed().toList());
      expected.addAll(List.of(0, 3, 7));
      org.assertj.core.api.Assertions.assertThat(
              texts(changes.applied(typed(more.stream().mapToInt(n -> n).toArray()))))
          .isEqualTo(texts(typed(expected.stream().mapToInt(n -> n).toArray())));
    }
  }

  private static int[] numbers(Random random) {
    return random.ints(30, 0, 9).toArray();
  }

  private Dataset<Row> rows(String... values) {
    return spark.createDataset(Arrays.asList(values), Encoders.STRING()).toDF("value");
  }

  private Dataset<Row> typed(int[] numbers) {
    return spark
        .createDataset(IntStream.of(numbers).boxed().toList(), Encoders.INT())
        .toDF("n")
        .select(
            when(col("n").gt(2), col("n").cast("double")).as("real"),
            map(lit("b"), col("n"), lit("a"), lit(1)).as("map"),
            org.apache.spark.sql.functions.expr("array(struct(n % 2 AS x, NULL AS y))").as("list"));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
