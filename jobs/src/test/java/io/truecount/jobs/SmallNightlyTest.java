package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.config.TableFormat;
import io.truecount.quality.DuckDb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
        "metrics": {"shoppers": 2.0, "active": 2.0, "buyers": 2.0, "first": 1.0},
        "audiences": {"buyers": 2, "first": 1},
        "parity": [{"name": "shoppers", "metric": 2.0, "audience": 2.0, "duckdb": 2.0, "equal": true},
                   {"name": "active", "metric": 2.0, "audience": 2.0, "duckdb": 2.0, "equal": true}],
        "release": 1
      }
      """;

  /** Read from the view of events with their customers, which is not stored. */
  private static final String OVER_EVENTS =
      """
      semantic_models:
        - name: events
          model: ref('customer_events')
          entities:
            - { name: event, type: primary, expr: event_id }
            - { name: customer, type: foreign, expr: customer_id }
          dimensions: [{ name: at, type: time, expr: occurred_at, type_params: { time_granularity: day } }]
          defaults: { agg_time_dimension: at }
          measures: [{ name: active, agg: count_distinct, expr: customer_id }]
      metrics:
        - { name: active, label: active, type: simple, type_params: { measure: active } }
      saved_queries:
        - name: active_days
          query_params: { metrics: [active], group_by: ["TimeDimension('metric_time', 'day')"] }
          exports: [{ name: active_days, config: { export_as: view } }]
      """;

  /** One of the two customers, by every kind of condition. */
  private static final String FIRST =
      """
      audience:
        name: first
        where:
          all:
            - { metric: active, within: 2 days, value: ">= 1" }
            - { dimension: customer__seen, exists: true }
            - not: { sequence: [{ event: Order }, { event: Order, within: 1 day }] }
            - { audience: buyers }
            - { trait: mail, exists: true }
            - { top: { metric: active, share: 50% } }
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void the_summary_says_what_a_night_has_made(TableFormat tables) throws Exception {
    String format = tables.name().toLowerCase(Locale.ROOT);
    SmallNightly nightly =
        SmallNightly.everyStep(folder)
            .checked("parity.active { metric = active, audience = buyers }")
            .project("metrics/events.yml", OVER_EVENTS)
            .project("audiences/first.yml", FIRST);
    Cli run = nightly.nightly(format, "--output", "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode said = JSON.readTree(run.out());
    assertThat(numbers(said)).isEqualTo(JSON.readTree(EXPECTED));
    assertThat(said.findValuesAsText("check")).containsExactly("quarantine-share");
    assertThat(said.get("quarantine").get(0).get("detail").asText())
        .isEqualTo("price: … is below 0.0");
    assertThat(nightly.cli(format, "metrics", "query", "buyers", "--output", "csv").out())
        .isEqualTo("buyers\n2\n");
    assertThat(inDuckDb(nightly.warehouse(), "active_days", "max(active)")).isEqualTo(2);
    assertThat(inDuckDb(nightly.warehouse(), "audience_buyers", "count(customer_id)")).isEqualTo(2);
    assertThat(inDuckDb(nightly.warehouse(), "audience_first", "count(customer_id)")).isEqualTo(1);
  }

  @Test
  void the_view_of_an_audience_has_a_name_of_its_own_and_stored_sources() throws Exception {
    SmallNightly nightly =
        SmallNightly.everyStep(folder).project("models/audience_buyers.sql", "SELECT 1 AS one");
    assertThat(nightly.validate().err())
        .contains(
            "the definition of audience buyers is published as the view audience_buyers",
            "rename the audience, or the other");
  }

  private static double inDuckDb(Path warehouse, String view, String value) throws Exception {
    String sql = Files.readString(warehouse.resolve("views").resolve(view + ".duckdb.sql"));
    try (DuckDb engine = DuckDb.over(Map.of())) {
      String query = sql.substring(sql.indexOf(" AS\n") + 4);
      return engine.number("SELECT %s AS value FROM (%s)".formatted(value, query), "value");
    }
  }

  private static JsonNode numbers(JsonNode said) {
    ObjectNode numbers = said.deepCopy();
    return numbers.retain("records", "customers", "metrics", "audiences", "parity", "release");
  }
}
