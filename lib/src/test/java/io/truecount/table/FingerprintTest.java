package io.truecount.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Equal for equal contents, and for no others. */
final class FingerprintTest {
  @Test
  void the_order_of_rows_and_of_map_entries_does_not_matter() {
    assertThat(of("(1, map('x', 1, 'y', 2)), (2, null)"))
        .isEqualTo(of("(2, null), (1, map('y', 2, 'x', 1))"));
    assertThat(of("(named_struct('m', map('x', array(map('p', 1, 'q', 2)), 'y', null)))"))
        .isEqualTo(of("(named_struct('m', map('y', null, 'x', array(map('q', 2, 'p', 1)))))"));
  }

  @Test
  void a_row_more_is_seen() {
    assertThat(of("(1), (1)")).isNotEqualTo(of("(1)")).isNotEqualTo(of("(1), (2)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "'x', null                              ; null, 'x'",
        "'x', ''                                ; 'x', null",
        "1, 2                                   ; 2, 1",
        "array('x'), array()                    ; array(), array('x')",
        "array('x'), array('y')                 ; array('x', 'y'), array()",
        "array()                                ; cast(null as array<int>)",
        "array('x', null)                       ; array(null, 'x')",
        "array('x', null)                       ; array('x')",
        "array(array(1), array(2))              ; array(array(1, 2))",
        "array(array(1), array(2))              ; array(array(1, 2), array())",
        "named_struct('a', 1, 'b', null)        ; named_struct('a', null, 'b', 1)",
        "named_struct('a', cast(null as int))   ; cast(null as struct<a: int>)",
        "map('x', 1)                            ; map('x', 2)",
        "map('x', 1)                            ; map('y', 1)",
        "map('x', cast(null as int))            ; cast(map() as map<string, int>)",
        "map('x', map('y', 1))                  ; map('x', map('y', 2))",
        "map('x', map('y', 1), 'z', map())      ; map('x', map(), 'z', map('y', 1))",
        "named_struct('m', map('x', 1))         ; named_struct('m', map('x', null))",
        "array(map('x', 1), map())              ; array(map(), map('x', 1))"
      })
  void any_change_of_a_value_is_seen(String one, String other) {
    Dataset<Row> both =
        SharedSpark.session()
            .sql("select * from values (true, %s), (false, %s)".formatted(one, other));

    assertThat(Fingerprint.of(both.filter("col1").drop("col1")))
        .isNotEqualTo(Fingerprint.of(both.filter("not col1").drop("col1")));
  }

  private static Fingerprint of(String values) {
    return Fingerprint.of(SharedSpark.session().sql("select * from values " + values));
  }
}
