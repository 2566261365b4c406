package io.truecount.metric;

import static io.truecount.testkit.RowsAssert.assertThat;

import io.truecount.testkit.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class LongFormTest {
  private static final Dataset<Row> WIDE =
      SharedSpark.session()
          .sql("SELECT 7 AS orders, TIMESTAMP '2026-03-01 00:00:00' AS last_order, 'x' AS name");

  @Test
  void what_is_no_number_has_no_row() {
    assertThat(LongForm.whole(WIDE, List.of("orders", "last_order", "name")))
        .columns("metric", "value")
        .hasRows("orders|7.0");
    assertThat(LongForm.whole(WIDE, List.of("name"))).hasNoRows();
  }
}
