package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.jobs.cli.Sessions;
import io.truecount.table.TableStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What other rules would make of a release is what a run under these rules makes of it. */
final class WhatIfTest {
  private static final String CONF =
      """
      sources { web { format = json, path = "web/dt={date}/*.json"
        event { type = track, name = Order, id = id, time = at }
        identifiers { user_id = user, email = mail, anon = anon }
        contract { properties { plan { type = string } } } } }
      """;

  private static final String RULES =
      """
      identity { types {
        user_id { level = person }
        email { level = person, normalize = email }
        anon { level = device }
      } }
      """;

  /** A record, the new rules, and what is printed. */
  private static final DocsExample EXAMPLE =
      new DocsExample("docs/identity.md", "What-if", "json", "hocon", "text");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void the_answer_is_that_of_a_run_under_these_rules(TableFormat format)
      throws IOException, SQLException {
    String name = format.name().toLowerCase(Locale.ROOT);
    SmallNightly nightly = project(RULES).lake("web/dt=2026-03-01/a.json", EXAMPLE.part(1));
    Path rules = Files.writeString(folder.resolve("rules.conf"), EXAMPLE.part(2));
    assertThat(whatIf(nightly, name, rules).err()).contains("run the nightly first");
    JsonNode first = night(nightly, name, 1);

    Map<String, String> versions = versions(format);
    Map<String, List<String>> contents = Tables.of(nightly.warehouse(), format).contents();
    JsonNode answer =
        new ObjectMapper().readTree(whatIf(nightly, name, rules, "--output", "json").out());
    assertThat(versions(format)).isEqualTo(versions);
    assertThat(Tables.of(nightly.warehouse(), format).contents()).isEqualTo(contents);
    same(answer, "before", first);

    project(EXAMPLE.part(2));
    same(answer, "after", night(nightly, name, 2));
    Tables tables = Tables.of(nightly.warehouse(), format);
    assertThat(lines(answer.get("changes")))
        .containsExactlyInAnyOrderElementsOf(
            tables.query(
                """
                SELECT change || ' ' || count(*) FROM identity_changes
                WHERE run_id = (SELECT max_by(run_id, release) FROM releases) GROUP BY change
                """));
    assertThat(answer.get("movers"))
        .extracting(mover -> mover.get("left").asText() + " " + mover.get("joined").asText())
        .containsExactlyInAnyOrderElementsOf(
            tables.query(
                """
                WITH moves AS (FROM identity_map_history
                  WHERE run_id = (SELECT max_by(run_id, release) FROM releases)),
                ends AS (SELECT previous_customer_id AS id, 1 AS l, 0 AS j FROM moves
                  UNION ALL SELECT customer_id, 0, 1 FROM moves)
                SELECT sum(l) || ' ' || sum(j) FROM ends WHERE id IS NOT NULL
                GROUP BY id
                """));
  }

  @Test
  void people_read_what_the_page_shows_and_what_cannot_be_tried_is_refused() throws IOException {
    SmallNightly nightly = project(RULES).lake("web/dt=2026-03-01/a.json", EXAMPLE.part(1));
    night(nightly, "delta", 1);
    Path rules = Files.writeString(folder.resolve("rules.conf"), EXAMPLE.part(2));
    Cli text = whatIf(nightly, "delta", rules);
    assertThat(text.exitCode()).as(text.err()).isZero();
    EXAMPLE.renew(3, text.out().strip().replace(folder + "/", "") + "\n");
    assertThat(whatIf(nightly, "delta", rules, "--output", "csv").out())
        .startsWith("kind,name,before,after\nidentities,customers,3.0,4.0\n");

    Files.writeString(rules, "identity { types { user_id { level = person } } }");
    Cli undeclared = whatIf(nightly, "delta", rules);
    assertThat(undeclared.exitCode()).isEqualTo(2);
    assertThat(undeclared.err())
        .contains("identifiers of type email, which identity.types does not declare");
    assertThat(nightly.cli("delta", "run", "nightly", "--what-if", rules.toString()).err())
        .contains("--what-if is of the step resolve", "truecount run resolve --what-if");
    assertThat(nightly.cli("delta", "run", "resolve").err()).contains("--interval", "--what-if");

    project(RULES + "customers.traits { plan { property = plan } }");
    Files.writeString(rules, RULES);
    Map<String, String> versions = versions(TableFormat.DELTA);
    assertThat(whatIf(nightly, "delta", rules).err())
        .contains("the project is not that of release 1", "customers", "run a nightly first");
    assertThat(versions(TableFormat.DELTA)).isEqualTo(versions);
  }

  /** Customers, metrics and audiences as a run has printed them. */
  private static void same(JsonNode answer, String when, JsonNode run) {
    assertThat(answer.get("identities").get("customers").get(when).asLong())
        .isEqualTo(run.get("customers").asLong());
    assertThat(answer.get("metrics").get("shoppers").get(when).asDouble())
        .isEqualTo(run.get("metrics").get("shoppers").asDouble());
    assertThat(answer.get("audiences").get("buyers").get(when).asDouble())
        .isEqualTo(run.get("audiences").get("buyers").asDouble());
    for (String measure : List.of("known_customers", "dangling_identifiers", "links")) {
      assertThat(answer.get("identities").get(measure).get(when).asDouble())
          .as(measure)
          .isEqualTo(run.get("identity_quality").get(measure).asDouble());
    }
  }

  private static List<String> lines(JsonNode changes) {
    return StreamSupport.stream(
            ((Iterable<String>) () -> changes.fieldNames()).spliterator(), false)
        .filter(change -> changes.get(change).asLong() > 0)
        .map(change -> change + " " + changes.get(change).asLong())
        .toList();
  }

  private SmallNightly project(String rules) throws IOException {
    return SmallNightly.in(folder)
        .project("truecount.conf", CONF + rules)
        .project("metrics/m.yml", SmallNightly.METRICS)
        .project("audiences/buyers.yml", "audience:\n  name: buyers\n  where: { event: Order }\n");
  }

  private Map<String, String> versions(TableFormat format) throws IOException {
    TableConfig config =
        new TableConfig(format, folder.resolve("warehouse").toString(), "cdp", Map.of());
    Map<String, String> versions = new TreeMap<>();
    try (SparkSession spark = Sessions.start(config)) {
      TableStore store = TableStore.open(spark, config);
      store.tables().forEach(table -> versions.put(table, store.version(table)));
    }
    return versions;
  }

  private static Cli whatIf(SmallNightly nightly, String format, Path rules, String... more) {
    String[] run = {"run", "resolve", "--what-if", rules.toString()};
    return nightly.cli(format, Stream.of(run, more).flatMap(Stream::of).toArray(String[]::new));
  }

  private JsonNode night(SmallNightly nightly, String format, int day) throws IOException {
    Cli run =
        nightly.cli(
            format,
            "run",
            "nightly",
            "--interval",
            "2026-03-0%d/2026-03-0%d".formatted(day, day + 1),
            "--lake",
            folder.resolve("lake").toString(),
            "--output",
            "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }
}
