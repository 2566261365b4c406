package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.truecount.testkit.SharedSpark;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class CountsAddUpTest {
  @Test
  void counts_agree_with_themselves_and_with_the_tables() {
    List<Row> counts =
        SharedSpark.session()
            .sql(
                """
                select * from values
                  ('web', 7L, 2L, 1L, 2L, 2L), ('crm', 3L, 2L, 0L, 0L, 0L), ('shop', 0L, 0L, 0L, 0L, 0L)
                  as t(source, read, accepted, duplicate, conflict, quarantined)
                """)
            .collectAsList();

    List<CheckResult> results =
        CountsAddUp.of(
            counts,
            Map.of(
                "accepted", rows("web", "web", "crm", "crm"),
                "conflict", rows("web", "web"),
                "quarantined", rows("web", "gone")));

    assertThat(results)
        .extracting(CheckResult::subject, CheckResult::stops, CheckResult::observed)
        .containsExactly(
            tuple("crm", true, "3 records read, 2 accounted for"),
            tuple("gone", true, "no counts, but rows: {quarantined=1}"),
            tuple("shop", false, "0 records read, 0 accounted for"),
            tuple(
                "web", true, "7 records read, 7 accounted for; quarantined: 2 counted, 1 stored"));
  }

  private static Dataset<Row> rows(String... sources) {
    return SharedSpark.session()
        .createDataset(List.of(sources), org.apache.spark.sql.Encoders.STRING())
        .toDF("source");
  }
}
