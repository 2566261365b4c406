package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nightlies whose customers follow from scored links: of linkage, and of another matcher. */
final class ScoredLinksNightlyTest {
  private static final String CONF =
      """
      sources { crm { format = json, path = "crm/dt={date}/*.json"
        event { type = track, name = Record, id = id, time = at }
        identifiers { crm_id = id }
        contract { properties {
          given { type = string }, surname { type = string }, born { type = string } } } } }
      identity {
        types { crm_id { level = person } }
        linkage {
          record = crm_id
          comparisons {
            given {}, surname { term-frequency = true }, born { levels = [exact, levenshtein(2)] }
          }
          blocking = [[born], [given], ["prefix(surname, 3)"]]
        }
        scored-links { dedupe { path = "pairs.csv", type = crm_id, threshold = 0.9 } }
      }
      """;

  @TempDir Path folder;

  @Test
  void customers_follow_from_scored_links() throws IOException, SQLException {
    SmallNightly nightly =
        SmallNightly.in(folder)
            .project("truecount.conf", CONF)
            .lake("crm/dt=2026-03-01/a.json", people())
            .lake("pairs.csv", "left,b,score\nx1,x2,0.99\n");
    Cli wrong = run(nightly);
    assertThat(wrong.exitCode()).isNotZero();
    assertThat(wrong.err())
        .contains("identity.scored-links.dedupe has no column a", "truecount.conf:");

    nightly.lake(
        "pairs.csv", "a,b,score\nx1,X2,0.5\nx1,x2,0.99\nx1,p0,0.2\nx1,null,1\nx1,x3,high\n");
    Cli run = run(nightly);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("scored links (", "pairs of 62 records compared");
    Tables tables = Tables.of(folder.resolve("warehouse"), TableFormat.DELTA);
    assertThat(tables.query("SELECT a_value || b_value FROM scored_links WHERE source = 'dedupe'"))
        .hasSize(1);
    assertThat(
            tables.query(
                "SELECT count(DISTINCT customer_id) FROM identity_map WHERE value IN ('x1', 'x2')"))
        .containsExactly("1");
    assertThat(
            tables.query(
                """
                SELECT count(*) FROM identity_map AS p JOIN identity_map AS q USING (customer_id)
                WHERE p.value LIKE 'p%' AND q.value = replace(p.value, 'p', 'q')"""))
        .containsExactly("20");
    assertThat(tables.query("SELECT count(DISTINCT customer_id) FROM identity_map"))
        .containsExactly("41");
    assertThat(tables.query("SELECT count(*) FROM linkage_weights")).containsExactly("11");
  }

  private static Cli run(SmallNightly nightly) {
    return nightly.cli(
        "delta",
        "run",
        "nightly",
        "--interval",
        SmallNightly.DAY,
        "--lake",
        nightly.folder().resolve("lake").toString());
  }

  /** Forty people, twenty of them with a second record, and two that have nothing in common. */
  private static String people() {
    StringBuilder lines = new StringBuilder();
    Random random = new Random(11);
    for (int i = 0; i < 40; i++) {
      String given = letters(random, 6);
      String surname = letters(random, 8);
      String born = "19%02d-%02d-%02d".formatted(40 + i, 1 + i % 12, 1 + i % 28);
      line(lines, "p" + i, given, surname, born);
      if (i < 20) {
        line(lines, "q" + i, given, surname.substring(0, 7) + "'", born);
      }
    }
    line(lines, "x1", "xaver", "quast", "1930-01-01");
    line(lines, "x2", "wilma", "zoeller", "1999-12-31");
    return lines.toString();
  }

  private static String letters(Random random, int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append((char) ('a' + random.nextInt(26)));
    }
    return letters.toString();
  }

  private static void line(
      StringBuilder lines, String id, String given, String surname, String born) {
    lines.append(
        "{\"id\":\"%s\",\"at\":\"2026-03-01T01:00:00Z\",\"given\":\"%s\",\"surname\":\"%s\",\"born\":\"%s\"}%n"
            .formatted(id, given, surname, born));
  }
}
