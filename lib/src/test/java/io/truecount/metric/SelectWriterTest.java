package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.Fragment;
import io.truecount.metric.sql.Select;
import io.truecount.metric.sql.SelectWriter;
import io.truecount.metric.sql.TableNames;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every column of a SELECT has its name: given, or that of the bare column it is. */
final class SelectWriterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "src.line; src.line",
        "line; line",
        "src.order; src.order AS line",
        "src.order_id || src.line; src.order_id || src.line AS line",
        "-src.line; - src.line AS line",
      })
  void a_name_is_left_out_only_where_it_is_the_columns_own(String expression, String written) {
    Select select =
        Select.of(
            List.of(new Select.Named("line", Fragment.parse(expression, "m.yml:1"))),
            new Select.Step("src", "src"),
            Optional.empty());

    assertThat(new SelectWriter(Dialect.DUCKDB, TableNames.bare()).sql(select))
        .isEqualTo("SELECT\n  %s\nFROM src".formatted(written.replace(".order ", ".\"order\" ")));
  }

  @Test
  void a_column_may_have_the_name_of_any_keyword_of_duckdb() {
    DuckTables duck = DuckTables.of(List.of());
    Answers keywords =
        duck.query(
            "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'"
                + " AND regexp_full_match(keyword_name, '[a-z_]+')");
    assertThat(keywords.rows()).hasSizeGreaterThan(50);

    List<String> broken =
        keywords.rows().stream()
            .map(keyword -> keyword.get(0))
            .filter(keyword -> !isColumn(duck, Dialect.DUCKDB.identifier(keyword)))
            .toList();
    assertThat(broken).isEmpty();
  }

  private static boolean isColumn(DuckTables duck, String name) {
    try {
      String sql = "SELECT %s FROM (SELECT 1 AS %s) AS t".formatted(name, name);
      return duck.query(sql).rows().equals(List.of(List.of("1")));
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
