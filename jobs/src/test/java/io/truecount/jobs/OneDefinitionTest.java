package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An audience is members, a dimension and a metric: one file decides all three. */
final class OneDefinitionTest {
  private static final String CONF =
      """
      sources { web {
        format = json
        path = "web/*.json"
        event { type = track, name = kind, name-is-column = true, id = id, time = at }
        identifiers { email = mail }
        contract { properties {
          price { type = decimal }, country { type = string }
        } } } }
      identity { types { email { level = person, priority = 1, normalize = email } } }
      customers.traits { country { property = country } }
      checks { parity = [active] }
      """;

  private static final String SALES =
      """
      SELECT event_id, customer_id, occurred_at, properties.price AS price
      FROM customer_events WHERE name = 'Order'
      """;

  private static final String METRICS =
      """
      semantic_models:
        - name: sales
          model: ref('sales')
          defaults: { agg_time_dimension: occurred_at }
          entities:
            - { name: sale, type: primary, expr: event_id }
            - { name: customer, type: foreign, expr: customer_id }
          dimensions: [{ name: occurred_at, type: time, type_params: { time_granularity: second } }]
          measures: [{ name: revenue, agg: sum, expr: price }]
        - name: customers
          model: ref('customers')
          entities: [{ name: customer, type: primary, expr: customer_id }]
          dimensions: [{ name: country, type: categorical }]
      metrics:
        - { name: revenue, type: simple, type_params: { measure: revenue } }
        - name: revenue_of_active
          type: simple
          type_params: { measure: revenue }
          filter: "{{ Dimension('customer__active') }}"
        - name: revenue_per_active
          type: ratio
          type_params: { numerator: revenue, denominator: active }
      """;

  /** A trait that needs an audience, and an audience that needs the trait. */
  private static final String TRAIT =
      """
      saved_queries:
        - name: spending
          query_params: { metrics: [revenue_of_active], group_by: ["Entity('customer')"] }
          config: { meta: { truecount: { use: traits } } }
      """;

  private static final String SPENDERS =
      """
      audience:
        name: spenders
        where: { trait: revenue_of_active, value: ">= 10" }
      """;

  private static final String ACTIVE =
      """
      audience:
        name: active
        description: Customers who ordered lately.
        where: { event: Order, within: %s }
      """;

  /** Ann ordered yesterday, Ben 20 days before, Cem 40 days before. */
  private static final String LINES =
      """
      {"id":"1","kind":"Order","at":"2026-02-28T10:00:00Z","mail":"ann@x.example","price":"1","country":"DE"}
      {"id":"2","kind":"Order","at":"2026-02-09T10:00:00Z","mail":"ben@x.example","price":"20","country":"DE"}
      {"id":"3","kind":"Order","at":"2026-01-20T10:00:00Z","mail":"cem@x.example","price":"300","country":"FR"}
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void one_file_decides_members_metric_dimension_and_exports(TableFormat tables) throws Exception {
    String format = tables.name().toLowerCase(Locale.ROOT);
    SmallNightly shop = shop("30 days");
    JsonNode first = nightly(shop, format, "2026-02-28/2026-03-01");
    assertThat(first.at("/audiences/active").asLong()).isEqualTo(2);
    assertThat(first.at("/metrics/active").asDouble()).isEqualTo(2);
    assertThat(first.at("/metrics/revenue_of_active").asDouble()).isEqualTo(21);
    assertThat(first.at("/metrics/revenue_per_active").asDouble()).isEqualTo(160.5);
    assertThat(first.at("/parity/0").toString())
        .contains("\"metric\":2.0,\"audience\":2.0,\"duckdb\":2.0,\"equal\":true");
    assertThat(query(shop, format, "active", "--by", "customer__country"))
        .isEqualTo("customer__country,active\nDE,2\n");
    assertThat(query(shop, format, "revenue", "--by", "customer__active"))
        .isEqualTo("customer__active,revenue\nfalse,300.0000\ntrue,21.0000\n");
    assertThat(view()).contains("TIMESTAMP '2026-01-30 00:00:00'");

    shop.project("audiences/active.yml", ACTIVE.formatted("7 days"));
    JsonNode second = nightly(shop, format, "2026-03-01/2026-03-02");
    assertThat(second.at("/audiences/active").asLong()).isEqualTo(1);
    assertThat(second.at("/metrics/active").asDouble()).isEqualTo(1);
    assertThat(second.at("/metrics/revenue_of_active").asDouble()).isEqualTo(1);
    assertThat(second.at("/metrics/revenue_per_active").asDouble()).isEqualTo(321);
    assertThat(second.at("/parity/0/equal").asBoolean()).isTrue();
    assertThat(query(shop, format, "active", "--by", "day"))
        .as("a past day shows what was published then")
        .isEqualTo("metric_time__day,active\n2026-03-01,2\n2026-03-02,1\n");
    assertThat(query(shop, format, "revenue", "--where", "{{ Dimension('customer__active') }}"))
        .isEqualTo("revenue\n1.0000\n");
    assertThat(view()).contains("TIMESTAMP '2026-02-23 00:00:00'");
  }

  /** The definition as the release publishes it for another engine. */
  private String view() throws IOException {
    return Files.readString(folder.resolve("warehouse/views/audience_active.duckdb.sql"))
        .replace("CAST('", "TIMESTAMP '")
        .replace(" AS TIMESTAMP)", "");
  }

  @Test
  void exports_hold_the_audience_as_dimension_and_metric() throws IOException {
    SmallNightly shop = shop("30 days");
    Path out = folder.resolve("dbt");
    Cli export = shop.cli("delta", "metrics", "export", "--as", "dbt", "--out", out.toString());
    assertThat(export.exitCode()).as(export.err()).isZero();
    assertThat(Files.readString(out.resolve("metrics.yml")))
        .contains("customer_audiences", "audience_changes", "name: active\n");
  }

  @Test
  void a_name_is_of_a_metric_or_of_an_audience() throws IOException {
    SmallNightly shop = shop("30 days");
    shop.project("metrics/m.yml", METRICS.replace("name: revenue_of_active", "name: active"));
    assertThat(shop.validate().err())
        .containsPattern(
            "m.yml:\\d+: metric \"active\" is defined twice, first as the size of an audience at"
                + " \\S*active.yml:2")
        .contains("two definitions of one name may give two numbers");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void traits_and_audiences_are_computed_in_the_order_of_their_needs(TableFormat tables)
      throws IOException {
    SmallNightly shop =
        shop("30 days")
            .project("metrics/traits.yml", TRAIT)
            .project("audiences/spenders.yml", SPENDERS);
    String format = tables.name().toLowerCase(Locale.ROOT);
    JsonNode run = nightly(shop, format, "2026-02-28/2026-03-01");
    assertThat(run.at("/audiences").toString()).isEqualTo("{\"active\":2,\"spenders\":1}");
    assertThat(query(shop, format, "revenue", "--by", "customer__spenders"))
        .isEqualTo("customer__spenders,revenue\nfalse,301.0000\ntrue,20.0000\n");
  }

  @Test
  void a_circle_names_its_members() throws IOException {
    SmallNightly shop =
        shop("30 days")
            .project("metrics/traits.yml", TRAIT)
            .project("audiences/spenders.yml", SPENDERS)
            .project(
                "audiences/active.yml",
                "audience: { name: active, where: { audience: spenders } }");
    assertThat(shop.validate().err())
        .containsPattern(
            "active.yml:\\d+: definitions need each other in a circle: audience active -> audience"
                + " spenders -> traits of saved query spending -> metric revenue_of_active ->"
                + " audience active")
        .doesNotContain("errors");
  }

  @Test
  void a_dimension_of_another_entity_is_no_audience() throws IOException {
    String metrics =
        METRICS
            .replace(
                "dimensions: [{ name: occurred_at",
                "dimensions: [{ name: active, type: categorical }, { name: occurred_at")
            .replace("Dimension('customer__active')", "Dimension('sale__active')");
    SmallNightly shop =
        shop("30 days")
            .project("metrics/m.yml", metrics)
            .project(
                "audiences/active.yml",
                "audience: { name: active, where: { metric: revenue_of_active, value: \"> 0\" } }");
    assertThat(shop.validate().err()).doesNotContain("circle").isEmpty();
  }

  @Test
  void a_dimension_has_one_meaning() throws IOException {
    SmallNightly shop =
        shop("30 days")
            .project(
                "metrics/m.yml",
                METRICS.replace("name: country, type", "name: active, expr: country, type"));
    assertThat(shop.validate().err())
        .containsPattern(
            "active.yml:\\d+: customer__active is an audience, and a dimension of semantic model"
                + " \"customers\"");
  }

  private SmallNightly shop(String within) throws IOException {
    return SmallNightly.in(folder)
        .project("truecount.conf", CONF)
        .lake("web/a.json", LINES)
        .project("models/sales.sql", SALES)
        .project("metrics/m.yml", METRICS)
        .project("audiences/active.yml", ACTIVE.formatted(within));
  }

  private JsonNode nightly(SmallNightly shop, String format, String interval) throws IOException {
    Cli run =
        shop.cli(
            format,
            "run",
            "nightly",
            "--output=json",
            "--interval=" + interval,
            "--lake=" + folder.resolve("lake"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  private static String query(SmallNightly shop, String format, String... query) {
    String[] command =
        java.util.stream.Stream.of(
                new String[] {"metrics", "query"}, query, new String[] {"--output=csv"})
            .flatMap(java.util.stream.Stream::of)
            .toArray(String[]::new);
    Cli cli = shop.cli(format, command);
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    return cli.out();
  }
}
