package io.truecount.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableTest;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.model.Model.Materialized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelGraphTest {
  @TempDir Path folder;

  @Test
  void models_run_after_those_that_they_read() throws IOException {
    model("a", "SELECT * FROM c JOIN events USING (event_id)");
    model("b", "SELECT 1 AS one");
    model("c", "SELECT * FROM b WHERE x IN (SELECT x FROM d)");
    model("d", "SELECT x FROM events");
    assertThat(read().models()).extracting(Model::name).containsExactly("b", "d", "c", "a");
  }

  @Test
  void names_of_with_clauses_are_not_tables_but_inside_their_own_text_they_are()
      throws IOException {
    model(
        "a",
        "WITH events AS (SELECT * FROM events), two AS (SELECT * FROM events) SELECT * FROM two");
    assertThat(read().models().get(0).references()).containsOnlyKeys("events");
  }

  @Test
  void with_clauses_are_known_in_any_case_as_spark_knows_them() throws IOException {
    model("a", "WITH Sums AS (SELECT * FROM events) SELECT * FROM sums");
    assertThat(read().models().get(0).references()).containsOnlyKeys("events");
  }

  @Test
  void a_model_only_reads() throws IOException {
    model("drop", "DROP TABLE events");
    model("insert", "INSERT INTO events SELECT * FROM events");
    Problems problems = new Problems();
    ModelGraph.read(folder, Set.of("events"), Variables.example(Map.of()), problems);
    assertThat(problems.list())
        .extracting(Problem::what)
        .containsOnly("a model only reads")
        .hasSize(2);
  }

  @Test
  void the_header_says_how_a_model_is_stored_and_what_it_promises() throws IOException {
    model(
        "a",
        """
        /*
        materialized: view
        unique_key: id
        tests:
          not_null: [id, kind]
          accepted_values: { kind: [x, y] }
        */
        SELECT 1 AS id, 'x' AS kind
        """);
    Model model = read().models().get(0);
    assertThat(model.materialized()).isEqualTo(Materialized.VIEW);
    assertThat(model.uniqueKey()).containsExactly("id");
    assertThat(model.tests())
        .containsExactly(
            new TableTest.NotNull("id"),
            new TableTest.NotNull("kind"),
            new TableTest.AcceptedValues("kind", List.of("x", "y")));
  }

  @Test
  void every_error_is_found_at_its_line() throws IOException {
    model("a", "SELECT *\nFROM evnts\nWHERE at < ${as_off}");
    model("b", "SELECT * FROM c");
    model("c", "SELECT *\n\nFROM b");
    model("events", "SELECT 1 AS one");
    model("f", "/*\nmaterialised: table\n*/\nSELECT 1 AS one");
    model("g", "SELECT 1 AS one\nFROM ((");
    Problems problems = new Problems();
    ModelGraph.read(folder, Set.of("events"), Variables.example(Map.of()), problems);
    assertThat(problems.list())
        .extracting(p -> p.where().replaceAll(".*/", "") + " " + p.what() + " -> " + p.remedy())
        .satisfiesExactlyInAnyOrder(
            p ->
                assertThat(p)
                    .startsWith("a.sql:2 unknown table \"evnts\" -> did you mean \"events\"?"),
            p ->
                assertThat(p)
                    .startsWith("a.sql:3 unknown variable ${as_off} -> did you mean \"as_of\"?"),
            p ->
                assertThat(p).startsWith("c.sql:3 models read each other in a circle: b -> c -> b"),
            p -> assertThat(p).startsWith("events.sql there is a table events already"),
            p ->
                assertThat(p)
                    .startsWith("f.sql:2")
                    .contains("materialised")
                    .contains("materialized"),
            p -> assertThat(p).startsWith("g.sql:2 not valid SQL"));
  }

  @Test
  void a_variable_is_a_literal_and_never_text() {
    Variables variables = Variables.example(Map.of("country", "x' OR 1=1 --"));
    assertThat(variables.apply("SELECT ${country}, ${as_of}"))
        .isEqualTo("SELECT 'x\\' OR 1=1 --', TIMESTAMP '1970-01-01 00:00:00'");
  }

  @Test
  void a_missing_folder_holds_no_models() {
    Problems problems = new Problems();
    Path none = folder.resolve("none");
    assertThat(ModelGraph.read(none, Set.of(), Variables.example(Map.of()), problems).models())
        .isEmpty();
    assertThat(problems.list()).extracting(Problem::what).isEmpty();
  }

  private ModelGraph read() {
    Problems problems = new Problems();
    ModelGraph graph =
        ModelGraph.read(folder, Set.of("events"), Variables.example(Map.of()), problems);
    problems.throwIfAny();
    return graph;
  }

  private void model(String name, String sql) throws IOException {
    Files.writeString(folder.resolve(name + ".sql"), sql);
  }
}
