package io.truecount.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Attribution;
import io.truecount.config.Attribution.Mode;
import io.truecount.config.GenericRule;
import io.truecount.config.GenericRule.Action;
import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.LinkRules;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The law of incremental resolution: after any sequence of loads, repeated loads and loads that
 * overlap, every table equals that of a resolution of all events, customer ids included.
 */
@Tag("slow")
final class IdentityUpdateTest {
  private static final int NIGHTS = 4;

  @ParameterizedTest
  @CsvSource("BOUNDED, 1, 29")
  void every_night_equals_a_resolution_of_all_events(Mode mode, int days, long seed) {
    IdentityHistory history =
        new IdentityHistory(NIGHTS, config(new Attribution(mode, days)), new Random(seed));
    for (int night = 0; night < NIGHTS; night++) {
      history.night(night);
    }
    assertThat(history.untouched).as("nights that took some customers over").isPositive();
    assertThat(history.merged).as("customers that merged or split").isPositive();
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource({"INTERVAL, 0, 5", "NEUTRAL, 0, 31", "LAST_LOGIN, 0, 41"})
  void as_much_for_more_histories(Mode mode, int days, long seed) {
    every_night_equals_a_resolution_of_all_events(mode, days, seed);
  }

  @ParameterizedTest
  @CsvSource("NEUTRAL, 11")
  void every_night_by_rules_equals_a_resolution_of_all_events_by_rules(
      LinkRules.Policy conflict, long seed) {
    LinkRules links = new LinkRules(LinkRules.Policies.all(conflict), 6, List.of(), List.of());
    IdentityConfig config =
        config(new Attribution(Mode.INTERVAL, 0), IdentifierLimit.UNIQUE, links)
            .withGeneric(new GenericRule(1, Action.PROPOSE, 1000, List.of()));
    IdentityHistory history = new IdentityHistory(NIGHTS, config, new Random(seed));
    for (int night = 0; night < NIGHTS; night++) {
      history.matchSome();
      history.night(night);
    }
    assertThat(history.untouched).as("nights that took some customers over").isPositive();
    assertThat(history.refused).as("refused edges").isPositive();
    assertThat(history.genericChanges).as("nights with other generic values").isPositive();
    assertThat(history.scored).as("scored links of known identifiers").isPositive();
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource("NEWEST, 3")
  void as_much_for_more_rules(LinkRules.Policy policy, long seed) {
    every_night_by_rules_equals_a_resolution_of_all_events_by_rules(policy, seed);
  }

  /** Overrides come, go and expire; on a night without new events too. */
  @Test
  void every_night_with_other_overrides_equals_a_resolution_of_all_events() {
    assertOverridden(List.of(nightsWithOverrides(LinkRules.Policy.NEUTRAL, Action.BLOCK, 17)));
  }

  @Tag("faults")
  @Test
  void as_much_for_more_overrides() {
    assertOverridden(
        List.of(
            nightsWithOverrides(LinkRules.Policy.NEWEST, Action.OFF, 5),
            nightsWithOverrides(LinkRules.Policy.NEUTRAL, Action.BLOCK, 6),
            nightsWithOverrides(LinkRules.Policy.OLDEST, Action.BLOCK, 23)));
  }

  private static IdentityHistory nightsWithOverrides(
      LinkRules.Policy conflict, Action generic, long seed) {
    LinkRules links = new LinkRules(LinkRules.Policies.all(conflict), 9, List.of(), List.of());
    IdentityConfig config =
        config(new Attribution(Mode.INTERVAL, 0), IdentifierLimit.ever(3), links)
            .withGeneric(new GenericRule(1, generic, 1000, List.of()));
    IdentityHistory history = new IdentityHistory(NIGHTS, config, new Random(seed));
    RandomOverrides overrides = new RandomOverrides(config, new Random(seed));
    for (int night = 0; night < NIGHTS; night++) {
      history.overrides = overrides.next();
      history.night(night);
    }
    return history;
  }

  private static void assertOverridden(List<IdentityHistory> histories) {
    assertThat(histories.stream().mapToInt(history -> history.untouched).sum())
        .as("nights that took some customers over")
        .isPositive();
    assertThat(histories.stream().mapToLong(history -> history.overridden).sum())
        .as("links that overrides refused")
        .isPositive();
    assertThat(histories.stream().flatMap(history -> history.acting.stream()).distinct())
        .as("actions that acted")
        .hasSize(3);
    assertThat(histories.stream().mapToInt(history -> history.genericChanges).sum())
        .as("nights with other blocked values")
        .isPositive();
  }

  private static IdentityConfig config(Attribution attribution) {
    return config(attribution, IdentifierLimit.NONE, LinkRules.NONE);
  }

  private static IdentityConfig config(
      Attribution attribution, IdentifierLimit users, LinkRules links) {
    return new IdentityConfig(
        "native",
        "DE",
        List.of(
            new IdentifierType("user_id", Level.PERSON, 1, "trim", Attribution.DEFAULT, users),
            new IdentifierType("email", Level.PERSON, 2, "email"),
            new IdentifierType("anon", Level.DEVICE, 3, "trim", attribution)),
        new Blocked(true, List.of(), List.of()),
        links);
  }
}
