package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two nightlies make of audiences besides their members: overlaps, limits, holdouts. */
final class AudienceNightliesTest {
  private static final String MORE =
      """
      checks.audience-size { min-size = 3, max-change = 0.5 }
      suppressions {
        optouts { table = optouts, identifier { type = email, column = mail }, reason-column = why }
        left { table = customers, customer = customer_id, audiences = [none], reason = gone }
      }
      """;

  private static final String ALLOW =
      """
      checks.audience-size.allow.recent { until = 2026-03-04, by = jane, reason = "a day of quiet" }
      """;

  private static final String ALLOWED =
      """
      SELECT severity || ' ' || observed FROM checks
      WHERE "check" = 'audience-size' AND observed LIKE '%allowed%'
      """;

  private static final String OPTOUTS =
      "SELECT * FROM VALUES (' C4@X.example', 'by phone'), ('c9@x.example', 'by mail') AS t(mail, why)";

  private static final String RECENT =
      """
      audience:
        name: recent
        holdout: { share: %s, salt: spring }
        where: { event: Order, within: 1 day }
      """;

  private static final String BIG =
      """
      audience:
        name: big
        where: { event: Order, where: "properties.price > 3" }
      """;

  private static final String NONE =
      """
      audience:
        name: none
        where: { event: Refund }
      """;

  @TempDir Path folder;

  /** On Delta alone: {@link BackfillKillTest} and {@link SmallNightlyTest} run on both formats. */
  @Test
  void sizes_overlaps_and_holdouts_of_two_nights() throws Exception {
    String format = "delta";
    SmallNightly nightly = twoDays();
    assertThat(nightly.nightly(format).exitCode()).isZero();
    assertOverlaps(nightly, format);
    assertThat(holdouts()).containsExactly("c1 holdout", "c2 holdout", "c3 holdout", "c4 holdout");

    assertExplained(nightly, format);
    assertThat(exclusions())
        .containsExactly(
            "big c4 suppressed optouts by phone",
            "recent c1 holdout recent -",
            "recent c2 holdout recent -",
            "recent c3 holdout recent -",
            "recent c4 holdout recent -");

    assertBackfilled(nightly, format);
    assertDiff(nightly, format);
    nightly.project("audiences/recent.yml", RECENT.formatted("0%"));
    Cli refused = second(nightly, format, "nightly");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err())
        .contains("check audience-size failed: 1 members, 4 in release 2 (-75 %)")
        .contains("recent", "at most 50 % more or less", "size: { max_change: … }");

    nightly.configured(MORE + ALLOW);
    Cli allowed = second(nightly, format, "check");
    assertThat(allowed.exitCode()).as(allowed.err()).isZero();
    assertThat(query(ALLOWED))
        .containsExactly(
            "warn 1 members, 4 in release 2 (-75 %); allowed until 2026-03-04 by jane: a day of quiet");
    assertThat(second(nightly, format, "publish").exitCode()).isZero();
    assertThat(holdouts())
        .containsExactly("c1 holdout", "c2 holdout", "c3 holdout", "c4 holdout", "c5 treatment");
    assertThat(nightly.cli(format, "audiences", "diff", "recent", "--against", "1").out())
        .contains("recent: release 1 against the project, on release 3")
        .containsPattern("4 +1 +1 +4\n")
        .contains(
            "true: event Order within 1 day: count >= 1, measured 1; true: trait kind = known")
        .contains("left      ", "false: event Order within 1 day: count >= 1, measured 0")
        .contains("Used by metric recent");
    assertThat(stays())
        .containsExactly(
            "c1 2 backfill-20260302T000000Z",
            "c2 2 backfill-20260302T000000Z",
            "c3 2 backfill-20260302T000000Z",
            "c4 2 backfill-20260302T000000Z",
            "c5 3 20260302T000000Z-20260303T000000Z");
    Cli late = backfill(nightly, format, "2026-03-03");
    assertThat(late.exitCode()).isEqualTo(2);
    assertThat(late.err())
        .contains("run 20260302T000000Z-20260303T000000Z has evaluated audience early already");
  }

  private SmallNightly twoDays() throws IOException {
    return SmallNightly.in(folder)
        .configured(MORE)
        .project("models/optouts.sql", OPTOUTS)
        .project("audiences/recent.yml", RECENT.formatted("100%"))
        .project("audiences/big.yml", BIG)
        .project("audiences/none.yml", NONE)
        .lake(
            "web/dt=2026-03-01/a.json",
            IntStream.rangeClosed(1, 4).mapToObj(i -> order(1, i)).reduce("", String::concat))
        .lake("web/dt=2026-03-02/a.json", order(2, 5));
  }

  private static String order(int day, int price) {
    return "{\"id\":\"%d\",\"at\":\"2026-03-0%dT12:00:00Z\",\"mail\":\"c%d@x.example\",\"price\":\"%d\"}\n"
        .formatted(price, day, price, price);
  }

  private Cli second(SmallNightly nightly, String format, String step) {
    return nightly.cli(
        format,
        "run",
        step,
        "--interval",
        "2026-03-02/2026-03-03",
        "--lake",
        folder.resolve("lake").toString());
  }

  private static void assertOverlaps(SmallNightly nightly, String format) {
    assertThat(nightly.cli(format, "audiences", "overlap", "--output", "csv").out())
        .isEqualTo(
            """
            audience,other,intersection,share_of_audience,share_of_other,run_id
            big,none,0,0.0,,20260301T000000Z-20260302T000000Z
            big,recent,1,1.0,0.25,20260301T000000Z-20260302T000000Z
            none,recent,0,,0.0,20260301T000000Z-20260302T000000Z
            """);
    assertThat(nightly.cli(format, "audiences", "overlap").out())
        .contains("  1   recent        4        –     25 %      0 %");
    assertThat(nightly.cli(format, "audiences", "overlap", "recent").out())
        .contains("  big        1      1     25 %       100 %");
    Cli unknown = nightly.cli(format, "audiences", "overlap", "recnt");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean \"recent\"?");
  }

  /** Of an audience that no nightly has evaluated; the second night continues it. */
  private void assertBackfilled(SmallNightly nightly, String format) throws Exception {
    nightly.project("audiences/early.yml", "audience: { name: early, where: { event: Order } }");
    Cli backfill = backfill(nightly, format, "2026-03-02");
    assertThat(backfill.exitCode()).as(backfill.err()).isZero();
    assertThat(backfill.err())
        .contains("2026-03-01T00:00:00Z  0 members (1 of 2)", "4 members (2 of 2)", "release 2");
    assertThat(nightly.cli(format, "audiences", "size", "early", "--output", "csv").out())
        .isEqualTo(
            """
            as_of,run,size,entered,left
            2026-03-02T00:00:00Z,backfill-20260302T000000Z,4,4,0
            2026-03-01T00:00:00Z,backfill-20260301T000000Z,0,0,0
            """);
    List<String> once = stays();
    Cli again = backfill(nightly, format, "2026-03-02");
    assertThat(again.err()).contains("nothing changed, release 2 stands");
    assertThat(stays()).isEqualTo(once).hasSize(4);
    assertThat(backfill(nightly, format, "2026-03-09").err())
        .contains("the last release is as of 2026-03-02T00:00:00Z");
  }

  private static Cli backfill(SmallNightly nightly, String format, String to) {
    return nightly.cli(
        format, "audiences", "backfill", "early", "--from", "2026-03-01", "--to", to);
  }

  private List<String> stays() throws Exception {
    return query(
        """
            SELECT concat_ws(' ', split_part(c.mail, '@', 1), day(m.entered_at), m.run_id)
            FROM audience_members AS m JOIN customers AS c USING (customer_id)
            WHERE m.audience = 'early' AND m.left_at IS NULL ORDER BY 1
            """);
  }

  /** The definition of a commit and the changed one, on one release. */
  private void assertDiff(SmallNightly nightly, String format) throws IOException {
    Git.init(folder.resolve("project"));
    nightly.project("audiences/big.yml", BIG.replace("> 3", "< 3"));
    Cli csv =
        nightly.cli(format, "audiences", "diff", "big", "--against", "main", "--output", "csv");
    assertThat(csv.exitCode()).as(csv.err()).isZero();
    String[] rows = csv.out().split("\n", -1);
    assertThat(rows[0]).isEqualTo("change,customer_id,reason");
    assertThat(rows).hasSize(5).filteredOn(row -> row.startsWith("entered,")).hasSize(2);
    assertThat(rows)
        .filteredOn(row -> row.startsWith("left,"))
        .singleElement()
        .asString()
        .endsWith("\"false: event Order where properties.price < 3: count >= 1, measured 0\"");
    assertThat(nightly.cli(format, "audiences", "diff", "big", "--against", "mai").err())
        .contains("did you mean \"main\"?");
    nightly.project("audiences/big.yml", BIG);
  }

  private static void assertExplained(SmallNightly nightly, String format) throws IOException {
    Cli json =
        nightly.cli(
            format,
            "audiences",
            "explain",
            "recent",
            "--customer",
            "email= C1@X.example",
            "--output",
            "json");
    assertThat(json.exitCode()).as(json.err()).isZero();
    JsonNode said = new ObjectMapper().readTree(json.out());
    assertThat(said.get("member").asBoolean()).isTrue();
    assertThat(said.get("published_since").asText()).isEqualTo("2026-03-02T00:00:00Z");
    assertThat(said.get("excluded").asText()).isEqualTo("holdout recent");
    assertThat(said.get("redefined").asBoolean()).isFalse();
    assertThat(said.get("decided_by")).hasSize(2);
    JsonNode event = said.get("condition").get("conditions").get(1);
    assertThat(event.get("condition").asText()).isEqualTo("event Order within 1 day: count >= 1");
    assertThat(event.get("measured").asText()).isEqualTo("1");
    assertThat(event.get("events").get(0).get("occurred_at").asText())
        .isEqualTo("2026-03-01T12:00:00Z");

    String id = said.get("customer_id").asText();
    Cli text = nightly.cli(format, "audiences", "explain", "big", "--customer", id);
    assertThat(text.out())
        .contains(
            "is no member of big",
            "false    event Order where properties.price > 3: count >= 1   measured 0");

    Cli nobody =
        nightly.cli(format, "audiences", "explain", "big", "--customer", "email=secret@x.example");
    assertThat(nobody.exitCode()).isEqualTo(2);
    assertThat(nobody.err()).contains("no customer has this email").doesNotContain("secret");
    Cli type =
        nightly.cli(format, "audiences", "explain", "big", "--customer", "emial=secret@x.example");
    assertThat(type.err()).contains("did you mean \"email\"?").doesNotContain("secret");
  }

  private List<String> exclusions() throws Exception {
    return query(
        """
            SELECT concat_ws(' ', e.audience, split_part(c.mail, '@', 1), e.reason, e.list,
                coalesce(e.detail, '-'))
            FROM audience_exclusions AS e JOIN customers AS c USING (customer_id) ORDER BY 1
            """);
  }

  /** By the customer's mail, without the domain. */
  private List<String> holdouts() throws Exception {
    return query(
        """
            SELECT split_part(c.mail, '@', 1) || ' ' || h.arm
            FROM audience_holdouts AS h JOIN customers AS c USING (customer_id)
            WHERE h.audience = 'recent' AND NOT h.contaminated ORDER BY 1
            """);
  }

  private List<String> query(String sql) throws Exception {
    return Tables.of(folder.resolve("warehouse"), TableFormat.DELTA).query(sql);
  }
}
