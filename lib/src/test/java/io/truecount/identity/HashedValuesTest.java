package io.truecount.identity;

import static io.truecount.identity.IdentityFixture.DAY_1;
import static io.truecount.identity.IdentityFixture.DAY_2;
import static io.truecount.identity.IdentityFixture.config;
import static io.truecount.identity.IdentityFixture.resolve;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.IdentityConfig;
import io.truecount.identity.IdentityFixture.Resolved;
import io.truecount.testkit.EventRows;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SHA-256 in place of clear values. The hashes are literals, made with sha256sum. */
@Tag("slow")
final class HashedValuesTest {
  private static final IdentityConfig CONFIG =
      config("user_id", "email:email", "phone:phone", "anon*");

  /** Of jane@shop.example. */
  private static final String JANE =
      "8911f29841d783b75058ae550fa169b290686b5e0c51aab805c85b885a963700";

  /** Of +4930901820, as Google has it, and of 4930901820, as Meta has it. */
  private static final String PLUS =
      "4db5829924ee5c466cbd9ac69b2a6af527f758614fa3b3aec8c89b16a709a678";

  private static final String BARE =
      "c03f76216358b07b09a300613908002987efc1ae9a2ef2a85d57d5a971bf821a";

  @Test
  void a_hash_joins_its_clear_value_whichever_comes_first() {
    EventRows events =
        new EventRows()
            .add(
                "ads",
                "x",
                "2026-03-01T10:00:00Z",
                "anon=a1,email=" + JANE.toUpperCase(Locale.ROOT))
            .add("shop", "x", "2026-03-01T11:00:00Z", "user_id=u1,email=Jane@Shop.example")
            .add("ads", "x", "2026-03-01T12:00:00Z", "anon=a2,phone=" + PLUS)
            .add("meta", "x", "2026-03-01T12:00:00Z", "anon=a3,phone=" + BARE)
            .add("shop", "x", "2026-03-01T13:00:00Z", "user_id=u2,phone=030 901820");
    String expected =
        "anon=a1 email=%s email=jane@shop.example user_id=u1".formatted(JANE)
            + " | anon=a2 anon=a3 phone=+4930901820 phone=%s phone=%s user_id=u2"
                .formatted(
                    PLUS.compareTo(BARE) < 0 ? PLUS : BARE, PLUS.compareTo(BARE) < 0 ? BARE : PLUS);
    Resolved whole = resolve(events.dataset(), CONFIG);
    assertThat(whole.partition()).isEqualTo(expected);
    assertThat(resolve(events.shuffled(3, 4), CONFIG).ids()).isEqualTo(whole.ids());
    for (int first = 1; first < events.size(); first++) {
      Resolved before = resolve(events.slice(0, first), CONFIG);
      Resolved after = resolve(events.dataset(), Optional.of(before), CONFIG, DAY_2);
      assertThat(after.partition()).isEqualTo(expected);
      assertThat(after.changeLines()).noneMatch(change -> change.startsWith("retired"));
    }
  }

  @Test
  void the_edge_of_a_hash_says_that_no_record_holds_both() {
    Resolved resolved =
        resolve(
            new EventRows()
                .add("ads", "x", "2026-03-01T10:00:00Z", "email=" + JANE)
                .add("shop", "x", "2026-03-01T11:00:00Z", "email=jane@shop.example")
                .add("shop", "x", "2026-03-01T12:00:00Z", "email=bob@shop.example")
                .dataset(),
            CONFIG);
    resolved
        .assertEdges()
        .columns("a_type", "event_count", "sources", "first_seen", "first_record")
        .hasRows("email|0|[]|2026-03-01T11:00:00Z|NULL");
  }

  @Test
  void a_record_with_both_has_one_edge() {
    Resolved resolved =
        resolve(
            new EventRows()
                .add("ads", "x", "2026-03-01T10:00:00Z", "email=jane@shop.example,email=" + JANE)
                .dataset(),
            CONFIG);
    resolved.assertEdges().columns("event_count", "first_seen").hasRows("1|2026-03-01T10:00:00Z");
  }

  @Test
  void a_hash_of_a_placeholder_or_of_another_type_joins_nothing() {
    String ofNull = HashedValues.hash("null");
    Resolved resolved =
        resolve(
            new EventRows()
                .add("ads", "x", "2026-03-01T10:00:00Z", "anon=a1,email=" + ofNull)
                .add("ads", "x", "2026-03-01T10:00:00Z", "anon=a2,email=" + ofNull)
                .add("shop", "x", "2026-03-01T10:00:00Z", "email=jane@shop.example")
                .add("shop", "x", "2026-03-01T10:00:00Z", "user_id=" + JANE)
                .add("shop", "x", "2026-03-01T10:00:00Z", "anon=a3,email=" + JANE.substring(1))
                .dataset(),
            CONFIG);
    assertThat(resolved.partition())
        .isEqualTo(
            "anon=a1 | anon=a2 | anon=a3 | email=jane@shop.example | user_id=%s".formatted(JANE));
    resolved.assertBlocked().columns("reason").hasRows("placeholder", "invalid");
  }

  @Test
  void identifiers_of_the_run_are_counted_by_source_and_type() {
    String run = "20260301T000000Z-20260302T000000Z";
    EventRows events =
        new EventRows()
            .add("ads", "x", "2026-03-01T10:00:00Z", "anon=a1,email=" + JANE)
            .add("ads", "x", "2026-03-01T10:00:00Z", "email=null,email=nobody,email=b@shop.example")
            .add("ads", "x", "2026-03-01T10:00:00Z", "")
            .add("ads", "x", "2026-03-01T10:00:00Z", "email=nobody,other=1");
    EventRows earlier = new EventRows().add("crm", "x", "2026-02-01T10:00:00Z", "email=nobody");
    Resolved resolved =
        resolve(
            events
                .dataset()
                .withColumn("run_id", lit(run))
                .unionByName(earlier.dataset().withColumn("run_id", lit("before"))),
            CONFIG);
    assertThat(DAY_1).isEqualTo("2026-03-02T00:00:00Z");
    resolved
        .assertCounts()
        .hasRows(
            run + "|ads|*|4|2|6|1|2|1",
            run + "|ads|anon|1|1|1|0|0|0",
            run + "|ads|email|3|2|5|1|2|1");
  }
}
