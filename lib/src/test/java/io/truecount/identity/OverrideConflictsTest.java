package io.truecount.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Attribution;
import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.IdentityOverride;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.config.LinkRules;
import io.truecount.config.LinkRules.CannotLink;
import io.truecount.config.LinkRules.Named;
import io.truecount.config.LinkRules.Policies;
import io.truecount.config.LinkRules.Policy;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Overrides that a run would have to break one of; the number of a row is that of its line. */
final class OverrideConflictsTest {
  @Test
  void rows_that_agree_are_no_problem() {
    assertThat(
            problems(
                "force_link user_id=u1 email=a@x.example",
                "force_link user_id=u1 anon=a1",
                "force_link user_id=u1 anon=a1",
                "force_unlink user_id=u1 user_id=u2",
                "force_unlink email=a@x.example email=b@x.example",
                "block email=b@x.example",
                "block email=info@shop.example",
                "force_unlink user_id=u1 email=info@shop.example"))
        .isEmpty();
  }

  @Test
  void a_pair_is_linked_and_kept_apart() {
    assertThat(
            problems(
                "force_link user_id=u1 email=a@x.example",
                "force_unlink email=A@x.example user_id=u1"))
        .containsExactly(
            "o.csv:2 force_unlink keeps two identifiers apart that force_link makes one: o.csv:1");
  }

  @Test
  void identifiers_are_linked_by_others_and_kept_apart() {
    assertThat(
            problems(
                "force_link anon=a1 email=a@x.example",
                "force_unlink anon=a1 anon=a2",
                "force_link email=a@x.example anon=a2"))
        .containsExactly(
            "o.csv:2 force_unlink keeps two identifiers apart that force_link makes one: o.csv:1,"
                + " o.csv:3");
  }

  @Test
  void a_hash_stands_for_its_value() {
    String hash = HashedValues.hash("a@x.example");
    assertThat(
            problems(
                "force_link anon=a1 email=a@x.example",
                "force_link anon=a2 email=" + hash,
                "force_unlink anon=a1 anon=a2",
                "block email=" + hash))
        .containsExactly(
            "o.csv:3 force_unlink keeps two identifiers apart that force_link makes one: o.csv:1,"
                + " o.csv:2",
            "o.csv:4 block is of an identifier that force_link links: o.csv:2");
  }

  @Test
  void a_blocked_identifier_is_linked() {
    assertThat(
            problems(
                "block email=a@x.example",
                "force_link anon=a1 email=a@x.example",
                "force_link anon=a2 email=info@shop.example",
                "force_link anon=a3 email=null"))
        .containsExactlyInAnyOrder(
            "o.csv:1 block is of an identifier that force_link links: o.csv:2",
            "o.csv:3 force_link names a value that is blocked: blocked_value",
            "o.csv:4 force_link names a value that is blocked: placeholder");
  }

  @Test
  void a_unique_type_has_two_values_that_are_linked() {
    assertThat(
            problems(
                "force_link user_id=u1 email=a@x.example",
                "force_link email=a@x.example user_id=u2"))
        .containsExactly("o.csv:1 force_link makes 2 values of user_id one, with o.csv:2");
  }

  @Test
  void the_largest_customer_and_cannot_link_are_broken() {
    assertThat(
            problems(
                "force_link anon=a1 anon=a2",
                "force_link anon=a2 anon=a3",
                "force_link anon=a3 anon=a4",
                "force_link anon=a4 anon=a5",
                "force_link user_id=t1 anon=b1",
                "force_link anon=b1 email=t2@x.example"))
        .containsExactlyInAnyOrder(
            "o.csv:1 force_link makes 5 identifiers one, with o.csv:2, o.csv:3, o.csv:4",
            "o.csv:5 force_link makes two identifiers one that identity.cannot-link keeps apart,"
                + " with o.csv:6");
  }

  @Test
  void a_row_names_no_identifier_or_one_twice() {
    assertThat(problems("block email=nobody", "force_unlink email=A@x.example email=a@x.example"))
        .containsExactly(
            "o.csv:1 block names a value that is impossible for its type",
            "o.csv:2 force_unlink names the same identifier twice");
  }

  private static List<String> problems(String... rows) {
    List<IdentityOverride> overrides = new ArrayList<>();
    for (String row : rows) {
      overrides.add(override(row, "o.csv:" + (overrides.size() + 1)));
    }
    Problems problems = new Problems();
    OverrideConflicts.check(config().withOverrides(overrides), problems);
    assertThat(problems.list())
        .allSatisfy(
            problem -> {
              assertThat(problem.remedy()).isNotEmpty();
              assertThat(problem.toString()).doesNotContain("x.example");
            });
    return problems.list().stream().map(OverrideConflictsTest::text).toList();
  }

  private static String text(Problem problem) {
    return problem.where() + " " + problem.what();
  }

  private static IdentityOverride override(String row, String place) {
    String[] words = row.split(" ", -1);
    List<Named> ids = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      ids.add(Named.parse(words[i]).orElseThrow());
    }
    Action action =
        List.of(Action.values()).stream()
            .filter(one -> one.text().equals(words[0]))
            .findFirst()
            .orElseThrow();
    return new IdentityOverride(action, ids, "jane", "why", IdentityOverride.NEVER, place, place);
  }

  private static IdentityConfig config() {
    CannotLink twins =
        new CannotLink(new Named("user_id", "t1"), new Named("email", "t2@x.example"));
    return new IdentityConfig(
        "native",
        "DE",
        List.of(
            new IdentifierType(
                "user_id", Level.PERSON, 1, "trim", Attribution.DEFAULT, IdentifierLimit.UNIQUE),
            new IdentifierType("email", Level.PERSON, 2, "email"),
            new IdentifierType("anon", Level.DEVICE, 3, "trim")),
        new Blocked(true, List.of("info@shop.example"), List.of()),
        new LinkRules(Policies.all(Policy.OLDEST), 4, List.of(twins), List.of()));
  }
}
