package io.truecount.audience;

import static io.truecount.audience.AudienceFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Errors of conditions on dimensions, metrics, sequences and tops: all at once, by file and line.
 */
final class ConditionErrorsTest {
  private static List<String> wrong(String conditions) {
    return problems(
        "audience:\n  name: a\n  where:\n    any:\n" + conditions.indent(6),
        ConditionShop.planner());
  }

  @Test
  void what_a_dimension_names_must_be_reached_from_the_customer() {
    assertThat(
            wrong(
                """
                - { dimension: customer__contry, is: DE }
                - { dimension: customer__land__continent, is: Europe }
                - { dimension: purchase__channel, is: app }
                """))
        .containsExactly(
            "audiences.yml:5: the customer has no dimension \"customer__contry\"\n"
                + "    -> did you mean \"customer__country\"?",
            "audiences.yml:7: the customer has no dimension \"purchase__channel\"\n"
                + "    -> use one of: customer, customer__country, customer__land, customer__vip,"
                + " land, land__continent, land__founded");
  }

  @Test
  void a_metric_is_defined_has_a_value_per_customer_and_a_test() {
    assertThat(
            wrong(
                """
                - { metric: revenu, value: "> 5" }
                - { metric: lands, value: "> 5" }
                - { metric: revenue }
                - { metric: trailing, within: 30 days, value: "> 5" }
                - { metric: running, within: 30 days, value: "> 5" }
                - { metric: revenue, where: "{{ Dimension('purchase__chanel') }} = 'a'", value: 1 }
                - { metric: revenue, where: "{{ Now() }}", value: 1 }
                - { metric: revenue, within: 30, value: 1 }
                - { metric: revenue, within: 0 days, value: 1 }
                """))
        .containsExactly(
            "audiences.yml:5: unknown metric \"revenu\"\n    -> did you mean \"revenue\"?",
            "audiences.yml:6: metric \"lands\" has no value per customer\n"
                + "    -> name a metric whose model has the entity customer, or reaches it by a key",
            "audiences.yml:7: the value has no test\n    -> give one of: is, is_not, in, not_in,"
                + " value, exists, contains; for a trait also within",
            "audiences.yml:8: metric \"trailing\" is cumulative: it says itself which rows count up"
                + " to as_of\n    -> leave within out, or name a metric that is not cumulative",
            "audiences.yml:9: metric \"running\" is cumulative: it says itself which rows count up"
                + " to as_of\n    -> leave within out, or name a metric that is not cumulative",
            "audiences.yml:10: \"purchase__chanel\" cannot be reached from model \"purchases\"\n"
                + "    -> did you mean \"purchase__channel\"?",
            "audiences.yml:11: \"Now\" is not a call that a filter may contain in \"Now()\"\n"
                + "    -> use one of: Dimension, Entity, Metric, TimeDimension",
            "audiences.yml:12: the window 30 has no unit\n"
                + "    -> write 30 days, or another unit: minutes, hours, weeks, calendar days",
            "audiences.yml:13: a window of 0 days has no time in it\n    -> write 1 or more");
  }

  @Test
  void the_steps_of_a_sequence_can_be_in_order() {
    assertThat(
            wrong(
                """
                - sequence: [{ event: A }]
                - sequence: [{ event: A, within: 2 days }, { event: B }]
                - sequence: [{ not: { event: A } }, { event: B }]
                - { sequence: [{ event: A }, { event: B, within: 8 days }], within: 7 days }
                - sequence: [{ event: A }, { not: { event: B } }, { event: B, within: 1 day }]
                - sequence: [{ event: A }, { not: { event: B, within: 1 day } }, { event: B }]
                - sequence: [{ event: A }, { evnt: B }]
                - sequence: [{ event: A }, { event: B, within: 2 calendar days }]
                - sequence: [{ event: A }, { event: B, where: "lowr(name) = 'a'", whithin: 3 days }]
                """))
        .containsExactly(
            "audiences.yml:5: a sequence has two steps or more\n"
                + "    -> add a step, or write a condition on one event",
            "audiences.yml:6: the first step has a window, and no step is before it\n"
                + "    -> give the window to the whole sequence, beside sequence:",
            "audiences.yml:7: the first step is a not, and no step is before it\n"
                + "    -> begin with an event that occurs",
            "audiences.yml:8: the window of a step is longer than that of the sequence\n"
                + "    -> shorten it, or lengthen the window of the sequence",
            "audiences.yml:9: the steps cannot be in this order: B must be absent after the step"
                + " before\n    -> take one of the two steps out, or give the not a window that"
                + " ends earlier",
            "audiences.yml:11: not a step of a sequence\n"
                + "    -> write { event: NAME, within: 7 days }, or { not: { event: NAME } }",
            "audiences.yml:12: the time between two events has no calendar: \"2 calendar days\"\n"
                + "    -> write days of 24 hours: 7 days",
            "audiences.yml:13: unknown function lowr\n    -> did you mean \"lower\"?",
            "audiences.yml:13: unknown key audience.where.any[8].sequence[1].whithin\n"
                + "    -> did you mean \"within\"?");
  }

  @Test
  void what_no_customer_can_meet_is_found() {
    assertThat(
            wrong(
                """
                - { event: A, count: "< 0" }
                - { trait: kind, is: anonymous }
                - { trait: country, in: [] }
                - { event: A, count: "= 1.5" }
                - all:
                    - { metric: revenue, value: "> 5" }
                    - { trait: country, is: DE }
                    - { metric: revenue, value: "< 3" }
                    - { metric: revenue, within: 7 days, value: "< 3" }
                - all:
                    - { trait: country, in: [DE, FR] }
                    - all:
                        - { trait: country, exists: true }
                        - { trait: country, not_in: [FR, DE] }
                - all:
                    - { event: A, count: "> 2" }
                    - { event: A, count: "< 3" }
                - all: [{ dimension: customer__country, exists: false }, { dimension: customer__country, is: DE }]
                - all: [{ trait: signed_up_at, value: "> 2026-03-02" }, { trait: signed_up_at, value: "<= 2026-03-02" }]
                """))
        .containsExactly(
            "audiences.yml:5: no customer can meet this condition: a count is 0, 1, 2, …\n"
                + "    -> correct the value",
            "audiences.yml:6: no customer can meet this condition: the audience is of known"
                + " customers\n    -> add include_anonymous: true",
            "audiences.yml:7: the list is empty, so that no value is in it\n"
                + "    -> list at least one value",
            "audiences.yml:8: no customer can meet this condition: a count is 0, 1, 2, …\n"
                + "    -> correct the value",
            together(12, 10),
            together(16, 15),
            together(21, 20),
            together(22, 22),
            together(23, 23));
  }

  private static String together(int line, int before) {
    return ("audiences.yml:%d: no customer can meet this condition and those before it, from"
            + " audiences.yml:%d on\n    -> correct one of them, or list them under any:")
        .formatted(line, before);
  }

  @Test
  void what_excludes_nothing_is_no_error() {
    assertThat(
            wrong(
                """
                - { not: { trait: kind, is: anonymous } }
                - { not: { event: A, count: "< 0" } }
                - all:
                    - { trait: country, is: DE }
                    - { trait: country, is_not: FR }
                    - { metric: revenue, value: ">= 5" }
                    - { metric: revenue, value: "<= 5" }
                    - { metric: revenue, within: 7 days, value: "> 8" }
                    - { event: A, count: 0 }
                    - { event: B, count: ">= 1" }
                    - { trait: event_count, value: "> 2" }
                    - { trait: event_count, value: "< 3.5" }
                """))
        .isEmpty();
  }

  @Test
  void a_top_is_a_share_or_a_count_of_a_metric() {
    assertThat(
            wrong(
                """
                - { top: { metric: revenue, share: 0% } }
                - { top: { metric: revenue, share: 101% } }
                - { top: { metric: revenue, share: 10 } }
                - { top: { metric: revenue, count: 0 } }
                - { top: { metric: revenue, count: 5, share: 5% } }
                - { top: { metric: revenue } }
                - { top: { metric: lands, count: 5 } }
                - { top: 10% }
                - { top: { metric: revenue, count: 5, ties: all } }
                """))
        .hasSize(9)
        .satisfies(
            all -> {
              for (int i = 0; i < 9; i++) {
                assertThat(all.get(i)).startsWith("audiences.yml:%d: ".formatted(i + 5));
              }
            })
        .anyMatch(p -> p.contains("invalid share: \"101%\" (must be above 0% and at most 100%)"))
        .anyMatch(p -> p.contains("metric \"lands\" has no value per customer"))
        .anyMatch(p -> p.contains("ID, INCLUDE") || p.contains("id, include"));
  }
}
