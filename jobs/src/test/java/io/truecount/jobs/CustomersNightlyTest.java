package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a project says of its customers, as nightlies make it and other engines read it. */
final class CustomersNightlyTest {
  private static final String CONF =
      """
      sources { web { format = json, path = "web/dt={date}/*.json"
        event { type = track, name = Visit, id = id, time = at }
        identifiers { email = mail, device = device }
        contract { properties { city { type = string } } } } }
      identity { types {
        email { level = person, priority = 1, normalize = email }
        device { level = device, priority = 2, attribution = %s }
      } }
      customers.traits { city { history = %s } }
      """;

  private static final String LINES =
      """
      {"id":"1","at":"2026-02-20T10:00:00Z","device":"d1"}
      {"id":"2","at":"2026-03-01T08:00:00Z","device":"d1"}
      {"id":"3","at":"2026-03-01T10:00:00Z","device":"d1","mail":"jane@x.example"}
      {"id":"4","at":"2026-03-01T10:00:00Z","device":"d2"}
      """;

  private static final String EVENTS =
      """
      SELECT e.event_id || ' ' || coalesce(m.value, 'NULL')
      FROM events e LEFT JOIN identity_attributions a ON a.identifiers = e.identifiers
        AND (a.valid_from IS NULL OR e.occurred_at >= a.valid_from)
        AND (a.valid_to IS NULL OR e.occurred_at < a.valid_to)
      LEFT JOIN identity_map m ON m.customer_id = a.customer_id AND m.is_anchor
      ORDER BY 1""";

  private static final String COUNTS =
      "SELECT concat_ws(' ', kind, event_count, first_seen) FROM customers ORDER BY 1";

  private static final String TRAITS =
      """
      SELECT m.value || ' ' || coalesce(c.%s::VARCHAR, 'NULL')
      FROM customers c JOIN identity_map m ON m.customer_id = c.customer_id AND m.is_anchor
      ORDER BY 1""";

  private static final String MOVES =
      """
      {"id":"1","at":"2026-03-01T10:00:00Z","mail":"jane@x.example","city":"Bonn"}
      {"id":"2","at":"2026-03-01T11:00:00Z","device":"d1"}
      {"id":"3","at":"2026-03-01T12:00:00Z","device":"d1","mail":"jane@x.example","city":"Ulm"}
      {"id":"4","at":"2026-03-01T13:00:00Z","device":"d1"}
      {"id":"5","at":"2026-03-01T09:00:00Z","device":"d1"}
      {"id":"6","at":"2026-03-01T09:00:00Z","mail":"joe@x.example"}
      """;

  private static final String VISITS =
      """
      semantic_models:
        - name: visits
          model: ref('customer_events')
          defaults: { agg_time_dimension: at }
          entities:
            - { name: visit, type: primary, expr: event_id }
            - { name: customer, type: foreign, expr: customer_id }
          dimensions:
            - { name: at, type: time, expr: occurred_at, type_params: { time_granularity: second } }
          measures: [{ name: visits, agg: count, expr: event_id }]
        - name: customers_over_time
          model: ref('customers_history')
          entities: [{ name: customer, type: natural, expr: customer_id }]
          dimensions:
            - name: valid_from
              type: time
              type_params: { time_granularity: second, validity_params: { is_start: true } }
            - name: valid_to
              type: time
              type_params: { time_granularity: second, validity_params: { is_end: true } }
            - { name: city, type: categorical }
      metrics:
        - { name: visits, label: Visits, type: simple, type_params: { measure: visits } }
      saved_queries:
        - name: visits_by_city
          query_params: { metrics: [%1$s], group_by: ["Dimension('customer__city')"] }
          exports: [{ name: visits_by_city, config: { export_as: view } }]
        - name: totals
          query_params: { metrics: [%1$s], group_by: ["Entity('customer')"], where: ["{{ Dimension('customer__city') }} is not null"] }
          config: { meta: { truecount: { use: traits } } }
      """;

  private static final String RENAMED =
      VISITS.formatted("visitz").replace("name: visits, label", "name: visitz, label");

  private static final String AUDIENCE =
      """
      audience:
        name: regulars
        where: { trait: visits, value: ">= 3" }
      """;

  @TempDir Path folder;

  /** Traits over time in a metric, and a metric as a trait, which is renamed and then removed. */
  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void metrics_read_the_history_of_traits_and_become_traits(TableFormat table) throws Exception {
    String format = table.name().toLowerCase(Locale.ROOT);
    SmallNightly nightly =
        SmallNightly.in(folder)
            .lake("web/dt=2026-03-01/a.json", MOVES)
            .project("metrics/visits.yml", VISITS.formatted("visits"));
    Cli refused =
        nightly.project("truecount.conf", CONF.formatted("interval", false)).nightly(format);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("visits.yml:11: semantic model \"customers_over_time\" reads customers_history")
        .contains("set history = true");

    run(nightly, format, "interval", true);
    Tables tables = Tables.of(nightly.warehouse(), table);
    assertThat(
            tables.query(
                "SELECT concat_ws(' ', city, valid_from, valid_to, is_current)"
                    + " FROM customers_history ORDER BY 1"))
        .containsExactly(
            "Bonn 2026-03-01 10:00:00+00 2026-03-01 12:00:00+00 false",
            "Ulm 2026-03-01 12:00:00+00 true");
    String byCity = "city,visits\nBonn,2\nUlm,2\n,2\n";
    Cli query =
        nightly.cli(
            format, "metrics", "query", "visits", "--by", "customer__city", "--output", "csv");
    assertThat(query.out().replace("customer__city", "city")).as(query.err()).isEqualTo(byCity);
    assertThat(
            inDuckDb(
                nightly.warehouse(), "visits_by_city", "concat_ws(',', customer__city, visits)"))
        .containsExactly("2", "Bonn,2", "Ulm,2");
    assertThat(tables.query(TRAITS.formatted("visits")))
        .containsExactly("jane@x.example 4.0", "joe@x.example NULL");

    nightly.project("metrics/visits.yml", RENAMED).project("audiences/a.yml", AUDIENCE);
    assertThat(nightly.nightly(format).err())
        .contains("a.yml:3: unknown trait \"visits\"", "did you mean \"visitz\"?");
    nightly.project("audiences/a.yml", AUDIENCE.replace("visits", "visitz"));
    run(nightly, format, "interval", true);
    tables = Tables.of(nightly.warehouse(), table);
    assertThat(tables.query(TRAITS.formatted("visitz")))
        .containsExactly("jane@x.example 4.0", "joe@x.example NULL");
    assertThat(tables.query("SELECT count(visits) FROM customers")).containsExactly("0");
    assertThat(tables.query("SELECT size FROM audience_sizes ORDER BY as_of DESC LIMIT 1"))
        .containsExactly("1");

    nightly.project("metrics/visits.yml", "").project("audiences/a.yml", "");
    run(nightly, format, "interval", false);
    tables = Tables.of(nightly.warehouse(), table);
    assertThat(tables.query("SELECT count(visitz) + count(visits) FROM customers"))
        .containsExactly("0");
    assertThat(tables.names()).doesNotContain("customers_history");
  }

  private static List<String> inDuckDb(Path warehouse, String view, String column)
      throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(Files.readString(warehouse.resolve("views/" + view + ".duckdb.sql")));
      List<String> rows = new ArrayList<>();
      try (ResultSet result =
          statement.executeQuery("SELECT %s FROM %s ORDER BY 1".formatted(column, view))) {
        while (result.next()) {
          rows.add(result.getString(1));
        }
      }
      return rows;
    }
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void events_of_devices_belong_to_whom_the_project_says(TableFormat table) throws Exception {
    String format = table.name().toLowerCase(Locale.ROOT);
    SmallNightly nightly = SmallNightly.in(folder).lake("web/dt=2026-03-01/a.json", LINES);
    run(nightly, format, "bounded(1)", false);
    Tables tables = Tables.of(nightly.warehouse(), table);
    assertThat(tables.query(EVENTS))
        .containsExactly("1 NULL", "2 jane@x.example", "3 jane@x.example", "4 d2");
    assertThat(tables.query(COUNTS))
        .containsExactly("anonymous 1 2026-03-01 10:00:00+00", "known 2 2026-03-01 08:00:00+00");

    run(nightly, format, "neutral", false);
    tables = Tables.of(nightly.warehouse(), table);
    assertThat(tables.query(EVENTS))
        .isEqualTo(List.of("1 NULL", "2 NULL", "3 jane@x.example", "4 d2"));
    assertThat(tables.query(COUNTS)).contains("known 1 2026-03-01 10:00:00+00");
  }

  private static void run(SmallNightly nightly, String format, String attribution, boolean history)
      throws Exception {
    String conf = CONF.formatted(attribution, history);
    Cli run = nightly.project("truecount.conf", conf).nightly(format);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
