package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.TruecountException;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.ExprWriter;
import io.truecount.metric.sql.Fragment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SQL that users write is written again for each engine, or refused when it cannot mean the same.
 */
final class FragmentTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          x BETWEEN 1 AND 2         | (x >= 1) AND (x <= 2)              | (x >= 1) AND (x <= 2)
          x NOT BETWEEN 1 AND 2     | NOT ((x >= 1) AND (x <= 2))        | NOT ((x >= 1) AND (x <= 2))
          x ILIKE 'a%'              | x ILIKE 'a%'                       | x ILIKE 'a%'
          ds + INTERVAL '1' DAY     | ds + INTERVAL 1 DAY                | ds + INTERVAL 1 DAY
          ds - INTERVAL 2 MONTHS    | ds - INTERVAL 2 MONTH              | ds - INTERVAL 2 MONTH
          EXTRACT(YEAR FROM ds)     | EXTRACT(YEAR FROM ds)              | EXTRACT(YEAR FROM ds)
          IF(a, b, c)               | CASE WHEN a THEN b ELSE c END      | CASE WHEN a THEN b ELSE c END
          startswith(x, 'a')        | startswith(x, 'a')                 | starts_with(x, 'a')
          IFNULL(x, 0)              | coalesce(x, 0)                     | coalesce(x, 0)
          to_date(ds)               | CAST(ds AS DATE)                   | CAST(ds AS DATE)
          ds + INTERVAL '90' SECOND | ds + INTERVAL 90 SECOND            | ds + INTERVAL 90 SECOND
          ds > DATE '2026-03-01'    | ds > CAST('2026-03-01' AS DATE)    | ds > CAST('2026-03-01' AS DATE)
          """)
  void means_the_same_in_both_engines(String sql, String spark, String duckdb) {
    assertThat(new ExprWriter(Dialect.SPARK).sql(Fragment.parse(sql, "m.yml:1"))).isEqualTo(spark);
    assertThat(new ExprWriter(Dialect.DUCKDB).sql(Fragment.parse(sql, "m.yml:1")))
        .isEqualTo(duckdb);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ds > current_date",
        "ds > TIMESTAMP 'now'",
        "ds = date 'today' AND x > 1",
        "ds < timestamp_ntz \"yesterday\"",
        "ds + INTERVAL '0.5' SECOND",
        "x LIKE 'a\\\\_b'",
        "try_cast(x AS INT)",
        "EXTRACT(DOW FROM ds)",
        "x IN (SELECT 1)",
        "sum(x)",
        "x RLIKE 'a'",
        "x ="
      })
  void refuses_what_would_not(String sql) {
    assertThatThrownBy(() -> Fragment.parse(sql, "m.yml:1"))
        .isInstanceOfSatisfying(
            TruecountException.class,
            e -> {
              assertThat(e.problems().get(0).where()).isEqualTo("m.yml:1");
              assertThat(e.problems().get(0).remedy()).isNotEmpty();
            });
  }
}
