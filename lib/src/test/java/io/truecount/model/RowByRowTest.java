package io.truecount.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.error.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RowByRowTest {
  private static final Variables VARIABLES = Variables.example(Map.of("country", "DE"));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT event_id AS id, properties.a + 1 AS b FROM customer_events WHERE name = 'x'",
        "SELECT * FROM events",
        "SELECT DISTINCT_id FROM (SELECT event_id AS DISTINCT_id FROM events e) AS s (DISTINCT_id)",
        "WITH x AS (SELECT * FROM events WHERE a), y AS (SELECT b FROM X) SELECT b FROM y",
        "SELECT e.event_id, item FROM events e LATERAL VIEW explode(properties.items) t AS item",
        "SELECT explode(properties.items) AS item FROM events",
        "SELECT a FROM events UNION ALL SELECT b FROM customer_events",
        "SELECT aggregate(items, 0, (s, i) -> s + i) AS c, coalesce(a, max_speed) AS max FROM events",
        "SELECT ${country} AS country FROM events"
      })
  void a_projection_and_filter_of_events_is_row_by_row(String sql) throws IOException {
    assertThat(text(sql)).isEqualTo("row by row");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT a, count(*) AS n FROM events GROUP BY a | has an aggregate at m.sql:1",
        "SELECT count(*) AS n FROM events | has an aggregate at m.sql:1",
        "SELECT mode(a) AS n FROM events | has an aggregate at m.sql:1",
        "SELECT builtin.hll_sketch_agg(a) AS n FROM events | has an aggregate at m.sql:1",
        "SELECT first(a), sum(b) FILTER (WHERE c) FROM events | has an aggregate at m.sql:1",
        "SELECT a FROM events HAVING a > 1 | has an aggregate at m.sql:1",
        "SELECT DISTINCT a FROM events | has DISTINCT at m.sql:1",
        "SELECT a FROM events UNION SELECT b FROM events | has DISTINCT at m.sql:1",
        "SELECT a, row_number() OVER (ORDER BY b) AS n FROM events | has a window function at m.sql:1",
        "SELECT a, sum(b) OVER w AS n FROM events WINDOW w AS (ORDER BY b) | has a window at m.sql:1",
        "SELECT a FROM events LIMIT 3 | has LIMIT at m.sql:1",
        "SELECT a FROM events ORDER BY a | has ORDER BY at m.sql:1",
        "SELECT a FROM events JOIN customers USING (a) | has a join at m.sql:1",
        "SELECT a FROM events, customers | has a join at m.sql:1",
        "SELECT a FROM customers | reads customers at m.sql:1",
        "SELECT a FROM events WHERE a IN (SELECT a FROM events) | has a subquery at m.sql:1",
        "SELECT (SELECT max(a) FROM events) AS b FROM events | has a subquery at m.sql:1",
        "SELECT a FROM events EXCEPT ALL SELECT a FROM events | has EXCEPT at m.sql:1",
        "SELECT 1 AS a | reads no table at m.sql:1",
        "SELECT our_own(a) AS b FROM events | calls our_own at m.sql:1",
        "SELECT * FROM events PIVOT (sum(a) FOR b IN (1, 2)) | has Pivot at m.sql:1",
        "WITH x AS (SELECT sum(a) AS a FROM events) SELECT a FROM x | has an aggregate at m.sql:1"
      })
  void everything_else_is_computed_as_a_whole(String sql, String why) throws IOException {
    assertThat(text(sql)).isEqualTo("recomputed: " + why);
  }

  @Test
  void an_instant_of_the_run_is_another_one_each_night() throws IOException {
    assertThat(text("SELECT a\nFROM events\nWHERE b < ${as_of}"))
        .isEqualTo("recomputed: uses ${as_of}, another instant each run, at m.sql:3");
  }

  @Test
  void a_model_over_models_is_as_they_are() throws IOException {
    model("a", "SELECT * FROM events");
    model("b", "SELECT * FROM a");
    model("c", "SELECT sum(x) AS x FROM b");
    model("d", "SELECT x\nFROM c");
    assertThat(texts())
        .containsEntry("b", "row by row")
        .containsEntry("c", "recomputed: has an aggregate at c.sql:1")
        .containsEntry("d", "recomputed: reads c at d.sql:2");
  }

  @Test
  void a_hash_follows_text_variables_and_what_is_read() throws IOException {
    model("a", "SELECT ${country} AS x FROM events");
    model("b", "SELECT * FROM a");
    model("c", "SELECT * FROM events");
    Map<String, String> before = hashes(Map.of("country", "DE"));
    assertThat(hashes(Map.of("country", "DE"))).isEqualTo(before);
    Map<String, String> after = hashes(Map.of("country", "FR"));
    assertThat(after.get("a")).isNotEqualTo(before.get("a"));
    assertThat(after.get("b")).isNotEqualTo(before.get("b"));
    assertThat(after.get("c")).isEqualTo(before.get("c"));
  }

  private String text(String sql) throws IOException {
    model("m", sql);
    return texts().getOrDefault("m", "");
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new java.util.TreeMap<>();
    RowByRow.of(read(VARIABLES), VARIABLES)
        .forEach(
            (model, computation) ->
                texts.put(model, computation.text().replaceAll("[^ ]*/([a-z]+\\.sql)", "$1")));
    return texts;
  }

  private Map<String, String> hashes(Map<String, String> variables) {
    Variables values = Variables.example(variables);
    return ModelHashes.of(read(values), values);
  }

  private ModelGraph read(Variables variables) {
    Problems problems = new Problems();
    ModelGraph graph =
        ModelGraph.read(
            folder, Set.of("events", "customer_events", "customers"), variables, problems);
    problems.throwIfAny();
    return graph;
  }

  private void model(String name, String sql) throws IOException {
    Files.writeString(folder.resolve(name + ".sql"), sql);
  }
}
