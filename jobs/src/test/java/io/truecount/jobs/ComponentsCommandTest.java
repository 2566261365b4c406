package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.jobs.cli.Sessions;
import io.truecount.source.PlainFiles;
import io.truecount.testkit.RowsAssert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code truecount components} as people type it, with good and with bad input. */
final class ComponentsCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"native", "graphframes"})
  void csv_in_labels_and_one_object_of_counts_out(String engine) throws IOException {
    Cli run =
        components(
            "--edges",
            csv("edges.csv", "a,b", "u2,u1", "u2,u3", "x,x"),
            "--vertices",
            csv("people.csv", "id,name", "lone,Lo", "u1,Una"),
            "--engine",
            engine,
            "--memory",
            "1g",
            "--output",
            "json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode counts = new ObjectMapper().readTree(run.out());
    assertThat(counts.fieldNames())
        .toIterable()
        .containsExactly("vertices", "edges", "components", "largest", "seconds");
    assertThat(counts.get("vertices").asLong()).isEqualTo(5);
    assertThat(counts.get("edges").asLong()).isEqualTo(3);
    assertThat(counts.get("components").asLong()).isEqualTo(3);
    assertThat(counts.get("largest").asLong()).isEqualTo(3);
    assertThat(counts.get("seconds").asDouble()).isPositive();
    assertThat(labels()).containsExactly("lone|lone", "u1|u1", "u2|u1", "u3|u1", "x|x");
  }

  @Test
  void parquet_of_longs_and_no_vertices_gives_a_table() throws IOException {
    parquet("edges", "select * from values (5L, -3L), (7L, 5L), (9L, 8L) as t(a, b)");
    Cli run = components("--edges", folder.resolve("edges").toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("vertices", "edges", "components", "largest", "seconds");
    assertThat(labels()).containsExactly("-3|-3", "5|-3", "7|-3", "8|8", "9|8");
  }

  @Test
  void an_empty_graph_is_an_answer() throws IOException {
    Cli run = components("--edges", csv("edges.csv", "a,b"), "--output", "json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"vertices\":0,\"edges\":0,\"components\":0,\"largest\":0");
    assertThat(labels()).isEmpty();
  }

  @Test
  void an_earlier_result_is_replaced() throws IOException {
    components("--edges", csv("edges.csv", "a,b", "p,q"));
    Cli run = components("--edges", csv("edges.csv", "a,b", "r,s"));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(labels()).containsExactly("r|r", "s|r");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x,y;1,2  | missing column \"a\" (columns: x, y)",
        "a,b;1,   | null identifier",
        "''       | missing column \"a\"",
      })
  void wrong_edges_are_reported_with_a_remedy(String lines, String message) throws IOException {
    Cli run = components("--edges", csv("edges.csv", lines.split(";", -1)));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("edges", message, "->");
  }

  @Test
  void identifiers_of_two_types_are_refused() throws IOException {
    parquet("edges", "select 1L as a, 2L as b");
    String edges = folder.resolve("edges").toString();
    Cli run = components("--edges", edges, "--vertices", csv("people.csv", "id", "1"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("identifiers of several types", "cast all identifiers");
  }

  @Test
  void what_is_not_there_or_misspelt_is_named() throws IOException {
    String edges = csv("edges.csv", "a,b", "1,2");
    Cli absent = components("--edges", folder.resolve("nowhere").toString());
    assertThat(absent.exitCode()).isEqualTo(2);
    assertThat(absent.err()).contains("nowhere", "give a Parquet file or folder");

    Cli text = components("--edges", csv("edges.txt", "a,b"));
    assertThat(text.exitCode()).isEqualTo(2);
    assertThat(text.err())
        .contains("edges.txt: cannot read: ", "is not a Parquet file", "a path ending in .csv")
        .doesNotContain("Driver stacktrace");

    Cli engine = components("--edges", edges, "--engine", "natve");
    assertThat(engine.exitCode()).isEqualTo(2);
    assertThat(engine.err()).contains("did you mean \"native\"?");

    Cli memory = components("--edges", edges, "--memory", "lots");
    assertThat(memory.exitCode()).isEqualTo(2);
    assertThat(memory.err()).contains("invalid size \"lots\"", "4g");
  }

  @Test
  void an_output_that_cannot_be_written_is_named_before_any_work() throws IOException {
    String edges = csv("edges.csv", "a,b", "1,2");
    Cli below = Cli.run("components", "--edges", edges, "--out", edges + "/deeper");

    assertThat(below.exitCode()).isEqualTo(1);
    assertThat(below.err()).contains(edges + "/deeper", "cannot be written", "->");
  }

  @Test
  void nothing_that_is_no_result_is_removed() throws IOException {
    String edges = csv("edges.csv", "a,b", "1,2");
    Cli input = Cli.run("components", "--edges", edges, "--out", folder.toString());
    assertThat(input.exitCode()).isEqualTo(2);
    assertThat(input.err()).contains("take the place of the input " + edges);

    Path other = Files.createDirectories(folder.resolve("photos"));
    Files.createFile(other.resolve("cat.jpg"));
    Cli foreign = Cli.run("components", "--edges", edges, "--out", other.toString());
    assertThat(foreign.exitCode()).isEqualTo(2);
    assertThat(foreign.err()).contains("holds \"cat.jpg\"", "choose an empty or a new folder");
    assertThat(other.resolve("cat.jpg")).exists();
  }

  private Cli components(String... more) {
    Stream<String> command = Stream.of("components", "--out", folder.resolve("out").toString());
    return Cli.run(Stream.concat(command, Stream.of(more)).toArray(String[]::new));
  }

  private String csv(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines)).toString();
  }

  private void parquet(String name, String sql) throws IOException {
    try (SparkSession session = Sessions.files()) {
      PlainFiles.replace(session.sql(sql), folder.resolve(name).toString());
    }
  }

  private List<String> labels() throws IOException {
    try (SparkSession session = Sessions.files()) {
      return RowsAssert.text(
          PlainFiles.read(session, folder.resolve("out").toString()).select("id", "component"));
    }
  }
}
