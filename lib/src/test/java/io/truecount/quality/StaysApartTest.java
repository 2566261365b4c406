package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StaysApartTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "('x', 1, 2), ('x', 2, 3), ('x', 3, NULL), ('y', 1, NULL); true",
        "('x', 1, 3), ('x', 2, 4); false",
        "('x', 1, NULL), ('x', 2, 4); false"
      })
  void the_next_stay_begins_when_the_last_one_has_ended(String rows, boolean apart) {
    Dataset<Row> stays =
        SharedSpark.session().sql("SELECT * FROM VALUES %s AS t(id, start, end)".formatted(rows));
    assertThat(StaysApart.check("t", stays, List.of("id"), "start", "end").passed())
        .isEqualTo(apart);
  }
}
