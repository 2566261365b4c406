package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.event.EventTables;
import io.truecount.table.TableDefinition;
import io.truecount.testkit.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class ChecksTest {
  /** Its key is run_id and source. */
  private static final TableDefinition COUNTS = EventTables.ingestCounts();

  @Test
  void different_keys_pass() {
    CheckResult result = Checks.uniqueKey(COUNTS, rows("('r', 'web'), ('r', 'crm'), ('s', 'web')"));

    assertThat(result.passed()).isTrue();
    assertThat(result.observed()).isEqualTo("0 repeated keys, 0 rows with a NULL in the key");
  }

  @Test
  void repeated_and_missing_keys_are_counted() {
    CheckResult result =
        Checks.uniqueKey(
            COUNTS,
            rows(
                "('r', 'web'), ('r', 'web'), ('r', 'web'), ('s', 'web'), (null, 'a'), ('r', null)"));

    assertThat(result.passed()).isFalse();
    assertThat(result.observed()).isEqualTo("1 repeated keys, 2 rows with a NULL in the key");
  }

  @Test
  void an_empty_table_passes() {
    assertThat(Checks.uniqueKey(COUNTS, rows("('r', 'web')").limit(0)).passed()).isTrue();
  }

  private static Dataset<Row> rows(String values) {
    return SharedSpark.session().sql("select * from values " + values + " as t(run_id, source)");
  }
}
