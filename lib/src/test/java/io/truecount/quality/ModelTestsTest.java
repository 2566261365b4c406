package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableTest;
import io.truecount.testkit.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class ModelTestsTest {
  private static final List<TableTest> TESTS =
      List.of(
          new TableTest.NotNull("id"),
          new TableTest.Unique("id"),
          new TableTest.AcceptedValues("kind", List.of("x", "y")));

  @Test
  void every_kind_of_test_counts_the_rows_that_break_it() {
    assertThat(
            results(
                """
                SELECT * FROM VALUES (1, 'x'), (1, 'z'), (NULL, NULL), (NULL, 'y') AS t(id, kind)
                """))
        .containsExactly(
            "m.id false 2 rows against it, expected no NULL",
            "m.id false 1 rows against it, expected no value twice",
            "m.kind false 1 rows against it, expected one of: x, y");
  }

  @Test
  void rows_that_keep_every_promise_pass_and_so_does_an_empty_table() {
    String good = "SELECT * FROM VALUES (1, 'x'), (2, NULL) AS t(id, kind)";
    assertThat(results(good)).hasSize(3).allMatch(line -> line.contains(" true 0 rows"));
    assertThat(results(good + " WHERE id > 2"))
        .hasSize(3)
        .allMatch(line -> line.contains(" true 0 rows"));
    assertThat(ModelTests.run("m", List.of(), SharedSpark.session().emptyDataFrame())).isEmpty();
  }

  private static List<String> results(String sql) {
    Dataset<Row> rows = SharedSpark.session().sql(sql);
    return ModelTests.run("m", TESTS, rows).stream()
        .map(
            result ->
                "%s %s %s, expected %s"
                    .formatted(
                        result.subject(), result.passed(), result.observed(), result.expected()))
        .toList();
  }
}
