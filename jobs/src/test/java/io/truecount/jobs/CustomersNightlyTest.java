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
      {"id":"1","at":"2026-03-01T10:00:00Z","mail":"jane@x.example","city":"Bonn"}
      {"id":"2","at":"2026-03-01T11:00:00Z","device":"d1"}
      {"id":"3","at":"2026-03-01T12:00:00Z","device":"d1","mail":"jane@x.example","city":"Ulm"}
      {"id":"4","at":"2026-03-01T13:00:00Z","device":"d1"}
      {"id":"5","at":"2026-03-01T09:00:00Z","device":"d1"}
      {"id":"6","at":"2026-03-01T09:00:00Z","mail":"joe@x.example"}
      {"id":"7","at":"2026-02-20T10:00:00Z","device":"d1"}
      {"id":"8","at":"2026-03-01T10:00:00Z","device":"d2"}
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

  private static final String HISTORY =
      "SELECT concat_ws(' ', city, valid_from, valid_to, is_current) FROM customers_history ORDER BY 1";

  private static final String TRAITS =
      """
      SELECT m.value || ' ' || coalesce(c.%s::VARCHAR, 'NULL')
      FROM customers c JOIN identity_map m ON m.customer_id = c.customer_id AND m.is_anchor
      ORDER BY 1""";

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
        where: { trait: visits, value: ">= 2" }
      """;

  @TempDir Path folder;

  /** Three nights: attribution changes, a metric as trait is renamed, and both are removed. */
  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_project_says_whose_events_are_and_what_is_kept_of_customers(TableFormat table)
      throws Exception {
    String format = table.name().toLowerCase(Locale.ROOT);
    SmallNightly nightly =
        SmallNightly.in(folder)
            .lake("web/dt=2026-03-01/a.json", LINES)
            .project("metrics/visits.yml", VISITS.formatted("visits"));
    withoutHistoryItsTableCannotBeRead(nightly, format);

    run(nightly, format, "bounded(1)", true);
    firstNight(nightly, Tables.of(nightly.warehouse(), table), format);

    nightly.project("metrics/visits.yml", RENAMED).project("audiences/a.yml", AUDIENCE);
    assertThat(nightly.nightly(format).err())
        .contains("a.yml:3: unknown trait \"visits\"", "did you mean \"visitz\"?");
    nightly.project("audiences/a.yml", AUDIENCE.replace("visits", "visitz"));
    run(nightly, format, "neutral", true);
    secondNight(Tables.of(nightly.warehouse(), table));

    nightly.project("metrics/visits.yml", "").project("audiences/a.yml", "");
    run(nightly, format, "interval", false);
    Tables tables = Tables.of(nightly.warehouse(), table);
    assertThat(tables.query("SELECT count(visitz) + count(visits) FROM customers"))
        .containsExactly("0");
    assertThat(tables.names()).doesNotContain("customers_history");
  }

  private static void withoutHistoryItsTableCannotBeRead(SmallNightly nightly, String format)
      throws Exception {
    Cli refused =
        nightly.project("truecount.conf", CONF.formatted("interval", false)).nightly(format);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("visits.yml:11: semantic model \"customers_over_time\" reads customers_history")
        .contains("set history = true");
  }

  private static void firstNight(SmallNightly nightly, Tables tables, String format)
      throws Exception {
    String jane = " jane@x.example";
    assertThat(tables.query(EVENTS))
        .containsExactly(
            "1" + jane,
            "2" + jane,
            "3" + jane,
            "4" + jane,
            "5" + jane,
            "6 joe@x.example",
            "7 NULL",
            "8 d2");
    assertThat(tables.query(COUNTS))
        .containsExactly(
            "anonymous 1 2026-03-01 10:00:00+00",
            "known 1 2026-03-01 09:00:00+00",
            "known 5 2026-03-01 09:00:00+00");
    assertThat(tables.query(HISTORY))
        .containsExactly(
            "Bonn 2026-03-01 10:00:00+00 2026-03-01 12:00:00+00 false",
            "Ulm 2026-03-01 12:00:00+00 true");
    assertThat(byCity(nightly, format)).isEqualTo("Bonn,2\nUlm,2\n,4\n");
    assertThat(
            inDuckDb(
                nightly.warehouse(), "visits_by_city", "concat_ws(',', customer__city, visits)"))
        .containsExactly("4", "Bonn,2", "Ulm,2");
    assertThat(tables.query(TRAITS.formatted("visits")))
        .containsExactly("d2 NULL", "jane@x.example 4.0", "joe@x.example NULL");
  }

  private static void secondNight(Tables tables) throws Exception {
    assertThat(tables.query(EVENTS))
        .contains("1 jane@x.example", "2 NULL", "4 NULL", "5 NULL", "7 NULL", "8 d2");
    assertThat(tables.query(COUNTS)).contains("known 2 2026-03-01 10:00:00+00");
    assertThat(tables.query(TRAITS.formatted("visitz")))
        .containsExactly("d2 NULL", "jane@x.example 2.0", "joe@x.example NULL");
    assertThat(tables.query("SELECT count(visits) FROM customers")).containsExactly("0");
    assertThat(tables.query("SELECT size FROM audience_sizes")).containsExactly("1");
  }

  private static String byCity(SmallNightly nightly, String format) {
    Cli query =
        nightly.cli(
            format, "metrics", "query", "visits", "--by", "customer__city", "--output", "csv");
    assertThat(query.exitCode()).as(query.err()).isZero();
    return query.out().substring(query.out().indexOf('\n') + 1);
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

  private static void run(SmallNightly nightly, String format, String attribution, boolean history)
      throws Exception {
    String conf = CONF.formatted(attribution, history);
    Cli run = nightly.project("truecount.conf", conf).nightly(format);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
