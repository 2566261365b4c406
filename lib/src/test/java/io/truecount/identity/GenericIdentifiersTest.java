package io.truecount.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.GenericRule;
import io.truecount.config.GenericRule.Action;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityOverride;
import io.truecount.config.Interval;
import io.truecount.config.LinkRules.Named;
import io.truecount.config.Run;
import io.truecount.identity.components.NativeComponents;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.RowsAssert;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Values that records have with many persons, before and after they are blocked. */
final class GenericIdentifiersTest {
  private static final IdentityConfig CONFIG =
      IdentityFixture.config("user_id", "email:email", "anon*");

  @Test
  void values_next_to_more_persons_than_allowed_are_proposed_with_evidence() {
    try (ResolveResult result = resolve(rule(CONFIG, Action.PROPOSE))) {
      RowsAssert.assertThat(generic(result))
          .hasRows(
              "anon|kiosk|user_id|3|user_id=u1, user_id=u2, user_id=u4|proposed",
              "email|office@x.example|user_id|4|user_id=u1, user_id=u2, user_id=u3|proposed");
      assertThat(customers(result)).isEqualTo(1);
    }
  }

  @Test
  void blocked_values_link_nothing_and_count_as_before() {
    try (ResolveResult result = resolve(rule(CONFIG, Action.BLOCK))) {
      RowsAssert.assertThat(generic(result))
          .hasRows(
              "anon|kiosk|user_id|3|user_id=u1, user_id=u2, user_id=u4|blocked",
              "email|office@x.example|user_id|4|user_id=u1, user_id=u2, user_id=u3|blocked");
      assertThat(customers(result)).isEqualTo(4);
      RowsAssert.assertThat(
              result.blocked().orElseThrow().select("type", "value", "reason", "event_count"))
          .hasRows("anon|kiosk|generic|3", "email|Office@x.example|generic|4");
    }
  }

  @Test
  void what_an_override_links_is_proposed_only() {
    IdentityOverride link =
        new IdentityOverride(
            IdentityOverride.Action.FORCE_LINK,
            List.of(new Named("user_id", "u1"), new Named("email", "office@x.example")),
            "jane",
            "it is hers",
            IdentityOverride.NEVER,
            "o.csv:2",
            "o.csv:2");
    try (ResolveResult result = resolve(rule(CONFIG.withOverrides(List.of(link)), Action.BLOCK))) {
      RowsAssert.assertThat(result.generic().select("value", "action"))
          .hasRows("kiosk|blocked", "office@x.example|proposed");
    }
  }

  private static IdentityConfig rule(IdentityConfig config, Action action) {
    return config.withGeneric(new GenericRule(2, action, 10, List.of()));
  }

  private static Dataset<Row> generic(ResolveResult result) {
    return result
        .generic()
        .selectExpr(
            "type",
            "value",
            "neighbour_type",
            "neighbours",
            "array_join(examples, ', ') AS examples",
            "action");
  }

  private static long customers(ResolveResult result) {
    return result.map().select("customer_id").distinct().count();
  }

  private static ResolveResult resolve(IdentityConfig config) {
    EventRows events = new EventRows();
    for (int user = 1; user <= 4; user++) {
      String time = "2026-03-01T0%d:00:00Z".formatted(user);
      events.add("web", "x", time, "user_id=u%d,email=Office@x.example".formatted(user));
      if (user != 3) {
        events.add("web", "x", time, "user_id=u%d,anon=kiosk".formatted(user));
      }
    }
    Instant start = Instant.parse("2026-03-01T00:00:00Z");
    Instant end = Instant.parse("2026-03-02T00:00:00Z");
    Run run = Run.of(new Interval(start, end), end, "config", "code");
    return Resolve.resolve(events.dataset(), Optional.empty(), config, run, new NativeComponents());
  }
}
