package io.truecount.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.SharedSpark;
import java.sql.DriverManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both engines give back what was quoted. */
final class QuotingTest {
  private static final String EACH = "SELECT %s AS %s";

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "it's", "a\"b", "a`b", "a.b", "back\\slash", "'; DROP TABLE x; --"})
  void names_and_texts_come_back_as_they_were(String text) throws Exception {
    var spark =
        SharedSpark.session().sql(EACH.formatted(Quoting.sparkText(text), Quoting.sparkName(text)));
    assertThat(spark.columns()).containsExactly(text);
    assertThat(spark.select(Quoting.column(text)).head().getString(0)).isEqualTo(text);

    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement();
        var row =
            statement.executeQuery(
                EACH.formatted(Quoting.standardText(text), Quoting.standardName(text)))) {
      assertThat(row.next()).isTrue();
      assertThat(row.getMetaData().getColumnName(1)).isEqualTo(text);
      assertThat(row.getString(1)).isEqualTo(text);
    }
  }
}
