package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.nio.file.Path;
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

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void events_of_devices_belong_to_whom_the_project_says(TableFormat table) throws Exception {
    String format = table.name().toLowerCase(Locale.ROOT);
    SmallNightly nightly = SmallNightly.in(folder).lake("web/dt=2026-03-01/a.json", LINES);
    run(nightly, format, "bounded(1)");
    Tables tables = Tables.of(nightly.warehouse(), table);
    assertThat(tables.query(EVENTS))
        .containsExactly("1 NULL", "2 jane@x.example", "3 jane@x.example", "4 d2");
    assertThat(tables.query(COUNTS))
        .containsExactly("anonymous 1 2026-03-01 10:00:00+00", "known 2 2026-03-01 08:00:00+00");

    run(nightly, format, "neutral");
    tables = Tables.of(nightly.warehouse(), table);
    assertThat(tables.query(EVENTS))
        .isEqualTo(List.of("1 NULL", "2 NULL", "3 jane@x.example", "4 d2"));
    assertThat(tables.query(COUNTS)).contains("known 1 2026-03-01 10:00:00+00");
  }

  private static void run(SmallNightly nightly, String format, String attribution)
      throws Exception {
    Cli run = nightly.project("truecount.conf", CONF.formatted(attribution)).nightly(format);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
