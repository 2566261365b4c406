package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code metrics query} over a folder of files. */
final class MetricsQueryTest {
  private static final String DEFINITIONS =
      """
      semantic_models:
        - name: orders
          node_relation: {alias: orders}
          defaults: {agg_time_dimension: day}
          entities: [{name: order, type: primary, expr: id}]
          dimensions: [{name: day, type: time, type_params: {time_granularity: day}}]
          measures: [{name: revenue, agg: sum, expr: amount, create_metric: true}]
      """;

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(folder.resolve("tables"));
    write("shop.semantic_manifest.json", DEFINITIONS);
    write(
        "tables/schema.json",
        "{\"orders\": [[\"id\", \"INT\"], [\"day\", \"TIME\"], [\"amount\", \"INT\"]]}");
    write("tables/orders.csv", "id,day,amount\n1,2026-01-01 00:00:00,5\n2,2026-01-02 00:00:00,6\n");
  }

  @Test
  void rows_take_the_place_of_an_earlier_result_and_of_nothing_else() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.createFile(photos.resolve("cat.jpg"));
    Cli foreign = revenue(photos);
    assertThat(foreign.exitCode()).isEqualTo(2);
    assertThat(foreign.err()).contains("holds \"cat.jpg\"", "choose an empty or a new folder");
    assertThat(photos).isDirectoryContaining(file -> file.endsWith("cat.jpg"));
    Cli input = revenue(folder.resolve("tables"));
    assertThat(input.exitCode()).isEqualTo(2);
    assertThat(folder.resolve("tables/orders.csv")).exists();

    Path out = folder.resolve("out");
    assertThat(revenue(out).exitCode()).isZero();
    assertThat(revenue(out).exitCode()).isZero();
    assertThat(out).isDirectoryContaining(file -> file.toString().endsWith(".parquet"));
  }

  @Test
  void a_question_that_is_wrong_is_a_failure_of_its_own() throws IOException {
    Cli run =
        questions(
            """
            {"id": "good", "manifest": "shop", "metrics": ["revenue"]}
            {"id": "bad", "manifest": "shop", "metrics": ["revenue"], "limit": "ten"}
            """);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("1 answered, 1 failed");
    assertThat(folder.resolve("answers/good.csv")).hasContent("revenue\n11");
    assertThat(folder.resolve("answers/bad.error"))
        .content()
        .contains("limit must be a whole number, not ten");
    assertThat(folder.resolve("answers/bad.csv")).doesNotExist();

    Cli outside =
        questions("{\"id\": \"../x\", \"manifest\": \"shop\", \"metrics\": [\"revenue\"]}");
    assertThat(outside.exitCode()).isEqualTo(2);
    assertThat(outside.err()).contains("\"../x\" cannot name a file");
  }

  private Cli revenue(Path out) {
    String manifest = folder.resolve("shop.semantic_manifest.json").toString();
    return query("revenue", "--manifest", manifest, "--out", out.toString());
  }

  private Cli questions(String lines) throws IOException {
    String file = write("questions.jsonl", lines).toString();
    String out = folder.resolve("answers").toString();
    return query("--from-file", file, "--manifests", folder.toString(), "--out", out);
  }

  private Cli query(String... more) {
    String tables = folder.resolve("tables").toString();
    return Cli.run(
        Stream.concat(Stream.of("metrics", "query", "--tables", tables), Stream.of(more))
            .toArray(String[]::new));
  }

  private Path write(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text);
  }
}
