package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nightlies measure of their identities, and the limits that stop a publish. */
final class IdentityQualityNightliesTest {
  private static final String CONF =
      """
      sources { web { format = json, path = "web/dt={date}/*.json"
        event { type = track, name = Order, id = id, time = at }
        identifiers { user_id = user, email = mail, anon = anon }
        contract { properties { plan { type = string } } } } }
      identity {
        types {
          user_id { level = person, unique = true }
          email { level = person, normalize = email }
          anon { level = device }
        }
        labels { path = "labels/*.csv" }
      }
      checks.identity { %s }
      """;

  /** Two anonymous customers become one known. */
  private static final String SECOND =
      """
      {"id":"7","at":"2026-03-02T01:00:00Z","user":"u3","anon":"a2"}
      {"id":"8","at":"2026-03-02T02:00:00Z","user":"u3","anon":"a3"}
      """;

  /** The same counts, taken from the tables by another engine. */
  private static final String COUNTED =
      """
      WITH sizes AS (
        SELECT customer_id, count(*) AS size, bool_or(type IN ('user_id', 'email')) AS known,
          any_value(connected_component) AS component
        FROM identity_map GROUP BY 1),
      known_components AS (SELECT DISTINCT component FROM sizes WHERE known),
      run AS (SELECT max_by(run_id, release) AS id FROM releases),
      changes AS (SELECT change FROM identity_changes, run WHERE run_id = run.id),
      counted AS (
        SELECT 'customers' AS measure, '' AS category, count(*) AS value FROM sizes
        UNION ALL SELECT 'known_customers', '', count(*) FROM sizes WHERE known
        UNION ALL SELECT 'identifiers', type, count(*) FROM identity_map GROUP BY type
        UNION ALL SELECT 'customer_sizes', CASE size WHEN 1 THEN '1' ELSE '2-3' END, count(*)
          FROM sizes GROUP BY 2
        UNION ALL SELECT 'largest_customer', arg_min(customer_id, (-size, customer_id)), max(size)
          FROM sizes
        UNION ALL SELECT 'dangling_identifiers', '', count(*) FROM sizes
          WHERE size = 1 AND component NOT IN (FROM known_components)
        UNION ALL SELECT 'links', '', count(*) FROM identity_edges
        UNION ALL SELECT 'refused_links', reason, count(*) FROM identity_rejections GROUP BY reason
        UNION ALL SELECT 'blocked_values', reason, count(*) FROM blocked_identifiers GROUP BY reason
        UNION ALL SELECT 'id_changes', change, count(*) FROM changes GROUP BY change)
      SELECT concat_ws(' ', measure, category, value) FROM counted ORDER BY 1
      """;

  private static final String STORED =
      """
      SELECT concat_ws(' ', measure, category, measured::BIGINT) FROM identity_quality
      WHERE run_id = (SELECT max_by(run_id, release) FROM releases)
        AND measure NOT SIMILAR TO '.*share|precision|recall|f1|labelled.*|.*component.*'
      ORDER BY 1
      """;

  /** Records, a labelled sample, and what is printed of them. */
  private static final DocsExample EXAMPLE =
      new DocsExample("docs/identity.md", "Quality", "json", "csv", "text");

  @TempDir Path folder;

  /** On Delta: {@link WhatIfTest}, which compares the same measures. */
  @ParameterizedTest
  @ValueSource(strings = "iceberg")
  void every_run_measures_and_limits_stop_the_publish(String format)
      throws IOException, SQLException {
    SmallNightly nightly =
        SmallNightly.in(folder)
            .lake("web/dt=2026-03-01/a.json", EXAMPLE.part(1))
            .lake("web/dt=2026-03-02/a.json", SECOND)
            .lake("labels/a.csv", EXAMPLE.part(2));
    configure(nightly, "max-cluster-size = 3, max-refused-share = 1, min-precision = 0.3");
    Cli first = night(nightly, format, 1);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out())
        .contains(
            "Identity quality",
            "3 of 5 customers have a person-level identifier (60.0 %)",
            "2 have one identifier that never met a person's (40.0 %)",
            "has 3 identifiers",
            "1 of 3 links refused (33.3 %): limit 1",
            "ids of 0 customers before: 5 created, 0 merged, 0 split off, 0 retired (churn 0.0 %)",
            // jane and her email, jane and joe's device twice
            "precision 0.3333, recall 0.5000, F1 0.4000 by pairs of 4 identifiers",
            "1 unknown");
    EXAMPLE.renew(3, first.out().replaceFirst("(?s).*(Identity quality\n.*?)\n\n.*", "$1\n"));
    same(nightly, format);

    configure(
        nightly,
        "max-churn-share = 0.3, min-known-share = 0.9, max-refused-share = 0.1,"
            + " max-cluster-size = 2");
    Cli refused = night(nightly, format, 2);
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err())
        .contains(
            "max-churn-share: check identity failed: ids of 5 customers before: 0 created, 2 merged",
            "(churn 40.0 %)",
            "expected at most 0.3 (checks.identity.max-churn-share)",
            "max-refused-share: check identity failed: 1 of 5 links refused",
            "allow it in checks.identity.allow",
            "max-cluster-size: check identity failed: the largest customer has 3 identifiers",
            "it has 2 anon, 1 user_id; truecount customer show ")
        .doesNotContain("min-known-share");
    String id = refused.err().replaceFirst("(?s).*customer show (\\S+) shows it.*", "$1");
    assertThat(nightly.cli(format, "customer", "show", id).out()).contains("user_id", "u3");

    configure(
        nightly,
        "max-churn-share = 0.3, allow { max-churn-share {"
            + " until = 2026-04-01, by = jane, reason = \"new app\" } }");
    Cli second = night(nightly, format, 2, "--output", "json");
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).contains("allowed until 2026-04-01 by jane: new app");
    JsonNode quality = new ObjectMapper().readTree(second.out()).get("identity_quality");
    assertThat(quality.get("churn_share").asDouble()).isEqualTo(0.4);
    assertThat(quality.get("id_changes").get("merged").asLong()).isEqualTo(2);
    assertThat(quality.get("known_share").asDouble()).isEqualTo(1);
    same(nightly, format);
    assertThat(tables(nightly, format).query("SELECT count(DISTINCT run_id) FROM identity_quality"))
        .containsExactly("2");
  }

  private static void same(SmallNightly nightly, String format) throws IOException, SQLException {
    Tables tables = tables(nightly, format);
    List<String> stored = tables.query(STORED);
    assertThat(stored).isNotEmpty().isEqualTo(tables.query(COUNTED));
  }

  private static Tables tables(SmallNightly nightly, String format) throws IOException {
    return Tables.of(
        nightly.warehouse(), "delta".equals(format) ? TableFormat.DELTA : TableFormat.ICEBERG);
  }

  private static void configure(SmallNightly nightly, String limits) throws IOException {
    nightly.project("truecount.conf", CONF.formatted(limits));
  }

  private Cli night(SmallNightly nightly, String format, int day, String... more) {
    String[] run = {
      "run",
      "nightly",
      "--interval",
      "2026-03-0%d/2026-03-0%d".formatted(day, day + 1),
      "--lake",
      folder.resolve("lake").toString()
    };
    return nightly.cli(format, Stream.of(run, more).flatMap(Stream::of).toArray(String[]::new));
  }
}
