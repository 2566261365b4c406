package io.truecount.identity.components;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Law: all that are among the few are kept, and hardly any others. */
final class DigestFilterTest {
  private static final int MANY = 200_000;
  private static final int FEW = 2_000;

  @Test
  void keeps_the_few_and_hardly_any_others() {
    Dataset<Row> kept = DigestFilter.near(digests(0, MANY), digests(MANY - FEW, MANY + FEW));

    assertThat(kept.where(col("id").geq(MANY - FEW)).count()).isEqualTo(FEW);
    assertThat(kept.count()).isLessThan(FEW + MANY / 20);
  }

  @Test
  void keeps_nothing_for_none() {
    assertThat(DigestFilter.near(digests(0, MANY), digests(0, 0)).isEmpty()).isTrue();
  }

  private static Dataset<Row> digests(long from, long to) {
    return SharedSpark.session()
        .range(from, to)
        .toDF("id")
        .withColumn(LabelIndex.HIGH, xxhash64(col("id")));
  }
}
