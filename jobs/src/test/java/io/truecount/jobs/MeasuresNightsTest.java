package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The second night knows who the visitor of the first one was: of the kept measures it measures its
 * own day, and all days of that customer.
 */
final class MeasuresNightsTest {
  private static final String CONF =
      """
      sources { web { format = json, path = "web/dt={date}/*.json"
        event { type = track, name = what, name-is-column = true, id = id, time = at }
        identifiers { email = mail, cookie = anon }
        contract { properties { price { type = decimal } } } } }
      identity { types {
        email { level = person, priority = 1, normalize = email }
        cookie { level = device, priority = 2 }
      } }
      """;

  private static final String AUDIENCE =
      """
      audience:
        name: seen
        include_anonymous: true
        where:
          any:
            - { event: View, within: 2 days, count: ">= 2" }
            - { event: Order, sum: properties.price, value: ">= 5" }
            - { event: Order, last: source, is: web }
      """;

  private static final String FIRST =
      """
      {"id":"1","what":"View","at":"2026-03-01T10:00:00Z","anon":"a1"}
      {"id":"2","what":"View","at":"2026-03-01T11:00:00Z","anon":"a1"}
      {"id":"3","what":"Order","at":"2026-03-01T12:00:00Z","mail":"c2@x.example","price":"7"}
      {"id":"4","what":"View","at":"2026-03-01T13:00:00Z","mail":"c1@x.example"}
      """;

  private static final String SECOND =
      """
      {"id":"5","what":"View","at":"2026-03-02T10:00:00Z","anon":"a1","mail":"c1@x.example"}
      {"id":"6","what":"Order","at":"2026-03-02T11:00:00Z","mail":"c3@x.example","price":"3"}
      """;

  @TempDir Path folder;

  @Test
  void measures_of_a_night_are_those_of_all_events() throws Exception {
    SmallNightly nightly =
        SmallNightly.in(folder)
            .project("truecount.conf", "nightly.incremental-from = 0\n" + CONF)
            .project("audiences/seen.yml", AUDIENCE)
            .lake("web/dt=2026-03-01/a.json", FIRST)
            .lake("web/dt=2026-03-02/a.json", SECOND);
    run(nightly, "2026-03-01/2026-03-02");
    List<String> first = measures();
    run(nightly, "2026-03-02/2026-03-03");
    List<String> second = measures();
    assertThat(touched()).containsExactly("days 1");
    assertThat(first).hasSize(3).filteredOn(MeasuresNightsTest::isOfAnOrder).hasSize(1);
    assertThat(second)
        .hasSize(4)
        .containsAll(first.stream().filter(MeasuresNightsTest::isOfAnOrder).toList());

    nightly.project("truecount.conf", CONF);
    run(nightly, "2026-03-02/2026-03-03");
    assertThat(touched()).containsExactly("everything");
    assertThat(why()).singleElement().asString().startsWith("6 events are fewer than nightly.");
    assertThat(measures()).isEqualTo(second);
  }

  /** Of the only customer of the first night with an order. */
  private static boolean isOfAnOrder(String row) {
    return row.contains("7.0");
  }

  private static void run(SmallNightly nightly, String interval) {
    String lake = nightly.folder().resolve("lake").toString();
    Cli run = nightly.cli("delta", "run", "nightly", "--interval", interval, "--lake", lake);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private List<String> measures() throws Exception {
    return query("SELECT t::VARCHAR FROM customer_measures AS t ORDER BY 1");
  }

  private List<String> touched() throws Exception {
    return query(
        """
        SELECT concat_ws(' ', what, count) FROM touched
        WHERE step = 'audiences' AND what <> 'definition'
          AND run_id = (SELECT run_id FROM releases ORDER BY release DESC LIMIT 1)
        """);
  }

  private List<String> why() throws Exception {
    return query(
        """
        SELECT DISTINCT why FROM touched
        WHERE what = 'everything'
          AND run_id = (SELECT run_id FROM releases ORDER BY release DESC LIMIT 1)
        """);
  }

  private List<String> query(String sql) throws Exception {
    return Tables.of(folder.resolve("warehouse"), TableFormat.DELTA).query(sql);
  }
}
