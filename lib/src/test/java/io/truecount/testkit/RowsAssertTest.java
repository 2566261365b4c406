package io.truecount.testkit;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class RowsAssertTest {
  private static final Dataset<Row> ROWS =
      SharedSpark.session()
          .sql(
              """
              SELECT * FROM VALUES
                (2L, 'b', array(named_struct('t', 'x', 'v', 1)), TIMESTAMP '2026-01-01 10:00:00Z'),
                (1L, NULL, array(), NULL),
                (1L, NULL, array(), NULL) AS rows(id, name, list, at)
              """);

  @Test
  void rows_are_compared_whatever_their_order() {
    assertThat(ROWS)
        .hasRows("1|NULL|[]|NULL", "2|b|[{x,1}]|2026-01-01T10:00:00Z", "1|NULL|[]|NULL");
    assertThat(ROWS.limit(0)).hasNoRows();
    assertThat(ROWS.where("id = 2"))
        .columns("id + 1", "map('k', name, 'a', NULL)")
        .hasRows("3|{a=NULL,k=b}");
  }

  @Test
  void a_difference_names_the_rows_that_are_missing_and_unexpected() {
    assertThatThrownBy(() -> assertThat(ROWS).columns("id", "name").hasRows("1|NULL", "2|c"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("Rows of id|name%nmissing:%n  2|c%nunexpected:%n  1|NULL%n  2|b".formatted());
    assertThatThrownBy(() -> assertThat(ROWS).as("customers").columns("id").hasNoRows())
        .hasMessageStartingWith("[customers] Rows of id")
        .hasMessageContaining("missing: none");
  }
}
