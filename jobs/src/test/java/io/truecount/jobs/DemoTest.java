package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo as its user runs it, on both formats; its figures computed again another way. */
final class DemoTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void the_demo_tells_the_truth_and_a_second_run_changes_nothing(TableFormat format)
      throws IOException, SQLException {
    JsonNode first = demo(format);
    assertThat(first.path("release").asLong()).isEqualTo(1);
    assertThat(first.path("parity")).isNotEmpty();
    first
        .path("parity")
        .forEach(
            parity -> {
              assertThat(parity.path("equal").asBoolean()).as(parity.toString()).isTrue();
              assertThat(parity.path("duckdb").isNumber()).as(parity.toString()).isTrue();
            });
    assertThat(first.at("/metrics/active_customers").asDouble())
        .isPositive()
        .isEqualTo(first.at("/audiences/active_customers").asDouble());
    countsAreThoseOfTheGenerator(first.path("records"));
    Path warehouse = Path.of(first.path("warehouse").asText());
    Tables tables = Tables.of(warehouse, format);
    accuracyIsThatOfThePairs(first.path("identity"), tables);
    Map<String, List<String>> before = tables.contents();

    JsonNode second = demo(format);
    assertThat(second.path("release").asLong()).isEqualTo(1);
    assertThat(Tables.of(warehouse, format).contents()).isEqualTo(before);
    assertThat(without(second, "seconds")).isEqualTo(without(first, "seconds"));
  }

  private static JsonNode demo(TableFormat format) throws IOException {
    Cli demo =
        Cli.run(
            "demo",
            "--dir",
            folder.toString(),
            "--persons",
            "150",
            "--output",
            "json",
            "--format",
            format.name().toLowerCase(Locale.ROOT));
    assertThat(demo.exitCode()).as(demo.err()).isZero();
    return JSON.readTree(demo.out());
  }

  private static void countsAreThoseOfTheGenerator(JsonNode records) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("lake/truth/counts.csv"));
    String[] header = lines.get(0).split(",", -1);
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      for (int i = 1; i < header.length; i++) {
        assertThat(records.path(values[0]).path(header[i]).asText())
            .as(values[0] + " " + header[i])
            .isEqualTo(values[i]);
      }
    }
  }

  /** Plain counting over every pair of identifiers, without Spark. */
  private static void accuracyIsThatOfThePairs(JsonNode identity, Tables tables)
      throws IOException, SQLException {
    Map<String, String> customers = new HashMap<>();
    for (String row :
        tables.query("SELECT type || ',' || value || ',' || customer_id FROM identity_map")) {
      int comma = row.lastIndexOf(',');
      customers.put(row.substring(0, comma), row.substring(comma + 1));
    }
    List<String[]> known = new ArrayList<>();
    for (String line : truth()) {
      int comma = line.lastIndexOf(',');
      String customer = customers.get(line.substring(0, comma));
      if (customer != null) {
        known.add(new String[] {line.substring(comma + 1), customer});
      }
    }
    double right = pairs(known, pair -> pair[0] + " " + pair[1]);
    assertThat(identity.path("precision").asDouble())
        .isEqualTo(right / pairs(known, pair -> pair[1]), within(1e-12));
    assertThat(identity.path("recall").asDouble())
        .isEqualTo(right / pairs(known, pair -> pair[0]), within(1e-12));
  }

  private static double pairs(List<String[]> rows, Function<String[], String> group) {
    return rows.stream()
        .collect(Collectors.groupingBy(group, Collectors.counting()))
        .values()
        .stream()
        .mapToDouble(n -> n * (n - 1) / 2.0)
        .sum();
  }

  private static List<String> truth() throws IOException {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.resolve("lake/truth"), "identifiers-*.csv")) {
      for (Path file : files) {
        List<String> all = Files.readAllLines(file);
        lines.addAll(all.subList(1, all.size()));
      }
    }
    return lines;
  }

  private static JsonNode without(JsonNode node, String field) {
    com.fasterxml.jackson.databind.node.ObjectNode copy = node.deepCopy();
    copy.remove(field);
    return copy;
  }
}
