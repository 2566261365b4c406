package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.config.TableFormat;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A nightly of four lines with every step at work, and what its summary says of the tables. */
final class SmallNightlyTest {
  private static final String EXPECTED =
      """
      {
        "records": {
          "web":   {"read": 4, "accepted": 2, "duplicate": 1, "conflict": 0, "quarantined": 1},
          "total": {"read": 4, "accepted": 2, "duplicate": 1, "conflict": 0, "quarantined": 1}
        },
        "customers": 2,
        "metrics": {"buyers": 2.0},
        "audiences": {"buyers": 2},
        "parity": [{"name": "buyers", "metric": 2.0, "audience": 2.0, "duckdb": 2.0, "equal": true}],
        "release": 1
      }
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void the_summary_says_what_a_night_has_made(TableFormat tables) throws Exception {
    String format = tables.name().toLowerCase(Locale.ROOT);
    SmallNightly nightly = SmallNightly.everyStep(folder);
    Cli run = nightly.nightly(format, "--output", "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode said = JSON.readTree(run.out());
    assertThat(numbers(said)).isEqualTo(JSON.readTree(EXPECTED));
    assertThat(said.findValuesAsText("check")).containsExactly("quarantine-share");
    assertThat(said.get("quarantine").get(0).get("detail").asText())
        .isEqualTo("price: … is below 0.0");
    assertThat(nightly.cli(format, "metrics", "query", "buyers", "--output", "csv").out())
        .isEqualTo("buyers\n2\n");
  }

  private static JsonNode numbers(JsonNode said) {
    ObjectNode numbers = said.deepCopy();
    return numbers.retain("records", "customers", "metrics", "audiences", "parity", "release");
  }
}
