package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.truecount.event.EventTables;
import io.truecount.table.TableDefinition;
import io.truecount.testkit.SharedSpark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class ChecksTest {
  /** Its key is run_id and source. */
  private static final TableDefinition COUNTS = EventTables.ingestCounts();

  @Test
  void different_keys_pass() {
    CheckResult result = check(rows("('r', 'web'), ('r', 'crm'), ('s', 'web')"));

    assertThat(result.passed()).isTrue();
    assertThat(result.observed()).isEqualTo("0 repeated keys, 0 rows with a NULL in the key");
  }

  @Test
  void repeated_and_missing_keys_are_counted() {
    CheckResult result =
        check(
            rows(
                "('r', 'web'), ('r', 'web'), ('r', 'web'), ('s', 'web'), (null, 'a'), ('r', null)"));

    assertThat(result.passed()).isFalse();
    assertThat(result.observed()).isEqualTo("1 repeated keys, 2 rows with a NULL in the key");
  }

  @Test
  void one_missing_key_is_enough() {
    CheckResult result = check(rows("('r', 'web'), (null, 'a')"));

    assertThat(result.passed()).isFalse();
    assertThat(result.observed()).isEqualTo("0 repeated keys, 1 rows with a NULL in the key");
  }

  @Test
  void more_tables_than_groups_of_numbers_are_distinguished() {
    Dataset<Row> different = rows("('r', 'web'), ('s', 'web')").localCheckpoint();
    Dataset<Row> repeated = rows("('r', 'web'), ('r', 'web')").localCheckpoint();
    Map<TableDefinition, Dataset<Row>> tables = new LinkedHashMap<>();
    for (int i = 0; i < RepeatedNumbers.GROUPS + 5; i++) {
      var table = new TableDefinition("table_" + i, "rows", COUNTS.key(), COUNTS.columns());
      tables.put(table, i == 3 ? repeated : different);
    }

    assertThat(suspects(tables)).containsExactlyInAnyOrder("table_3", "table_259");
  }

  @Test
  void where_numbers_outgrow_memory_all_tables_are_suspects() {
    Dataset<Row> numbers = SharedSpark.session().range(1 << 8, 1 << 16).toDF();
    assertThat(RepeatedNumbers.groups(numbers, 8, 1 << 14)).isEmpty();
    assertThat(RepeatedNumbers.groups(numbers, 8, 1 << 8)).hasSize(RepeatedNumbers.GROUPS);
    assertThat(RepeatedNumbers.groups(numbers.union(numbers.limit(1)), 8, 1 << 14)).hasSize(1);
  }

  @Test
  void an_empty_table_passes() {
    assertThat(check(rows("('r', 'web')").limit(0)).passed()).isTrue();
  }

  @Test
  void each_table_answers_for_itself() {
    TableDefinition bySource =
        new TableDefinition("sources", "one source", List.of("source"), COUNTS.columns());
    Dataset<Row> rows = rows("('r', 'web'), ('s', 'web')");
    Map<TableDefinition, Dataset<Row>> tables = new LinkedHashMap<>();
    tables.put(COUNTS, rows);
    tables.put(bySource, rows);

    assertThat(Checks.uniqueKeys(tables, 4))
        .extracting(CheckResult::subject, CheckResult::passed)
        .containsExactly(tuple(COUNTS.name(), true), tuple("sources", false));
    assertThat(Checks.uniqueKeys(Map.of(), 0)).isEmpty();
  }

  @Test
  void tables_that_share_their_keys_are_not_looked_at_twice() {
    TableDefinition model =
        new TableDefinition("model", "one count", COUNTS.key(), COUNTS.columns());
    Dataset<Row> rows = rows("('r', 'web'), ('s', 'web')");

    assertThat(suspects(Map.of(COUNTS, rows, model, rows))).isEmpty();
    assertThat(suspects(Map.of(COUNTS, rows, model, rows.union(rows)))).containsExactly("model");
  }

  /** Where no given hash repeats, the rows are not even looked at. */
  @Test
  void hashes_that_are_given_say_whether_keys_are_counted() {
    Dataset<Row> repeated = rows("('r', 'web'), ('r', 'web')");
    assertThat(check(repeated, "256L), (512L").passed()).isTrue();
    assertThat(check(repeated, "256L), (256L").observed()).startsWith("1 repeated keys");
    assertThat(check(repeated, "0L").observed()).startsWith("1 repeated keys");
    assertThat(check(rows("('r', 'web'), ('s', 'web')"), "256L), (256L").passed())
        .as("a hash that two keys share")
        .isTrue();
  }

  private static CheckResult check(Dataset<Row> rows, String hashes) {
    Dataset<Row> given =
        SharedSpark.session().sql("select * from values (" + hashes + ") as t(key_hash)");
    return Checks.uniqueKeys(Map.of(COUNTS, rows), Map.of(COUNTS.name(), given), 4).get(0);
  }

  private static Set<String> suspects(Map<TableDefinition, Dataset<Row>> tables) {
    return Checks.suspects(tables, Map.of(), 4);
  }

  private static CheckResult check(Dataset<Row> rows) {
    return Checks.uniqueKeys(Map.of(COUNTS, rows), 4).get(0);
  }

  private static Dataset<Row> rows(String values) {
    return SharedSpark.session().sql("select * from values " + values + " as t(run_id, source)");
  }
}
