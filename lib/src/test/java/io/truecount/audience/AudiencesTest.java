package io.truecount.audience;

import static io.truecount.audience.AudienceFixture.parse;
import static io.truecount.audience.AudienceFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AudiencesTest {
  @Test
  void every_error_is_found_with_its_place_and_remedy() {
    assertThat(
            problems(
                """
                audience:
                  name: first
                  entity: account
                  descripton: x
                  where:
                    all:
                      - trait: contry
                        is: DE
                      - trait: event_count
                        is: many
                      - trait: is_staff
                        contains: x
                      - event: Order Completed
                        within: 30 dais
                        where: "properties.revenu > 0"
                      - event: Order Completed
                        sum: properties.channel
                        value: "> 3"
                      - evnt: x
                      - audience: secnd
                      - any: []
                      - trait: country
                ---
                audience:
                  name: second
                  where: { audience: second }
                """))
        .containsExactlyInAnyOrder(
            "audiences.yml:3: audiences are of customers\n    -> write entity: customer",
            "audiences.yml:4: unknown key audience.descripton\n    -> did you mean \"description\"?",
            "audiences.yml:7: unknown trait \"contry\"\n    -> did you mean \"country\"?",
            "audiences.yml:10: not a value of type bigint: many\n    -> correct the value",
            "audiences.yml:12: contains needs a set, not boolean\n    -> use is or in",
            "audiences.yml:14: not a window: \"30 dais\"\n    -> write such as 90 minutes, 12 hours, 30 days, 4 weeks, 30 calendar days, 3 calendar months",
            "audiences.yml:15: unknown column \"properties.revenu\"\n    -> did you mean \"revenue\"?",
            "audiences.yml:17: sum needs a number, and properties.channel is string\n    -> measure another column",
            "audiences.yml:19: unknown condition \"evnt\"\n    -> did you mean \"event\"?",
            "audiences.yml:20: unknown audience \"secnd\"\n    -> did you mean \"second\"?",
            "audiences.yml:21: no conditions\n    -> list at least one",
            "audiences.yml:22: the value has no test\n    -> give one of: is, is_not, in, not_in, value, exists, contains; for a trait also within",
            "audiences.yml:26: audiences refer to each other in a circle: second -> second\n    -> take one of these references out");
  }

  @Test
  void the_column_beside_the_members_names_no_audience() {
    assertThat(problems("audience: { name: customer_id, where: { trait: is_staff, is: true } }"))
        .singleElement()
        .asString()
        .contains("\"customer_id\" cannot name an audience");
  }

  @Test
  void what_is_not_evaluated_yet_is_refused() {
    assertThat(
            problems(
                """
                audience:
                  name: later
                  live: true
                  where:
                    any:
                      - trait: is_staff
                        is: true
                """))
        .hasSize(1)
        .allMatch(p -> p.contains("not evaluated yet"));
  }

  @Test
  void a_fragment_sees_one_event_and_nothing_else() {
    String yaml =
        """
        audience:
          name: a
          where: { event: Order Completed, where: "%s" }
        """;
    assertThat(
            problems(yaml.formatted("properties.revenue > 0 and lower(properties.channel) = 'a'")))
        .isEmpty();
    assertThat(problems(yaml.formatted("1 = 1) or (1 = 1")))
        .singleElement()
        .asString()
        .contains("not valid SQL");
    assertThat(problems(yaml.formatted("exists (select 1 from customers)")))
        .singleElement()
        .asString()
        .contains("looks at one event");
    assertThat(problems(yaml.formatted("sum(properties.revenue) > 1")))
        .singleElement()
        .asString()
        .contains("looks at one event");
    assertThat(problems(yaml.formatted("soundex(properties.channel) = 'A100'")))
        .singleElement()
        .asString()
        .startsWith("audiences.yml:3: ")
        .contains("the function soundex in", "compute it in a model");
    assertThat(problems(yaml.formatted("occurred_at < now()")))
        .singleElement()
        .asString()
        .contains("now reads the clock", "use within");
    assertThat(problems(yaml.formatted("occurred_at < timestamp 'now'")))
        .singleElement()
        .asString()
        .contains("timestamp 'now' reads the clock");
    assertThat(problems(yaml.formatted("identifier('rand')() > 0")))
        .singleElement()
        .asString()
        .contains("looks at one event");
    assertThat(problems(yaml.formatted("occurred_at < timestamp '2026-03-01'"))).isEmpty();
    assertThat(problems(yaml.formatted("lowr(name) = 'a'")))
        .singleElement()
        .asString()
        .contains("did you mean \"lower\"?");
  }

  @Test
  void a_hash_follows_the_meaning_and_the_references() {
    String yaml =
        """
        # %s
        audience: { name: a, description: "%s", where: { not: { audience: b } } }
        ---
        audience: { name: b, where: { trait: country, is: %s } }
        """;
    String hash = parse(yaml.formatted("", "x", "DE")).get(0).hash();
    assertThat(parse(yaml.formatted("\n", "y", "DE")).get(0).hash()).isEqualTo(hash);
    assertThat(parse(yaml.formatted("", "x", "FR")).get(0).hash()).isNotEqualTo(hash);
  }
}
