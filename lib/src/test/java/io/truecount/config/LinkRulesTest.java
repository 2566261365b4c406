package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.LinkRules.Policies;
import io.truecount.config.LinkRules.Policy;
import io.truecount.error.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinkRulesTest {
  private final Problems problems = new Problems();

  @TempDir Path folder;

  @Test
  void limits_and_rules_are_read() throws IOException {
    IdentityConfig config =
        read(
            """
            types {
              user_id { level = person, unique = true }
              email { level = person, limit = 5 }
              anon { level = device, limit { count = 3, window = 90 days } }
              ios { level = device, limit { count = 2 }, unique = no }
            }
            conflict { person-person = newest, device-device = neutral }
            max-cluster = 100
            cannot-link = [["user_id=u1", "email=a=b"]]
            separation = [birth_date, birth_date]
            """);
    assertThat(problems.list()).isEmpty();
    assertThat(config.types().stream().map(IdentifierType::limit))
        .containsExactly(
            IdentifierLimit.UNIQUE,
            IdentifierLimit.ever(5),
            new IdentifierLimit(3, Duration.ofDays(90)),
            IdentifierLimit.ever(2));
    assertThat(config.types().stream().map(type -> type.limit().words("values")))
        .contains("at most 1 values", "at most 3 values first seen within 90 days");
    LinkRules links = config.links();
    assertThat(links.policies())
        .isEqualTo(new Policies(Policy.NEWEST, Policy.OLDEST, Policy.NEUTRAL));
    assertThat(links.maxCluster()).isEqualTo(100);
    assertThat(links.cannotLink())
        .containsExactly(
            new LinkRules.CannotLink(
                new LinkRules.Named("user_id", "u1"), new LinkRules.Named("email", "a=b")));
    assertThat(links.separation()).containsExactly("birth_date");
    assertThat(config.constrains()).isTrue();
  }

  @Test
  void without_rules_every_link_is_taken() throws IOException {
    IdentityConfig config = read("types { user_id { level = person } }\nconflict = newest");
    assertThat(problems.list()).isEmpty();
    assertThat(config.constrains()).isFalse();
    assertThat(config.links().policies()).isEqualTo(Policies.all(Policy.NEWEST));
  }

  @Test
  void types_without_a_priority_have_that_of_their_order_in_the_file() throws IOException {
    IdentityConfig config =
        read(
            """
            types { z { level = person }, "b" : { level = person, unique = true },
              m { level = device }
              a { level = device } }""");
    assertThat(problems.list()).isEmpty();
    assertThat(config.types().stream().map(type -> type.name() + type.priority()))
        .containsExactly("z1", "b2", "m3", "a4");
  }

  @Test
  void an_order_that_cannot_be_seen_is_asked_for() throws IOException {
    read("types { z { level = person }, limit { level = person, limit { count = 1 } } }");
    assertThat(problems.list())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.where()).endsWith("rules.conf:1");
              assertThat(problem.what()).contains("their order cannot be seen");
              assertThat(problem.remedy()).contains("a line of its own");
            });
  }

  @Test
  void every_error_is_reported_with_its_line_and_remedy() throws IOException {
    read(
        """
        types {
          a { level = person, limit = 0 }
          b { level = person, limit { count = 2, window = 90 dayz } }
          c { level = person, limit { count = 2, window = 90 } }
          d { level = person, limit { cout = 2, window = 0 days } }
          e { level = person, limit = 3, unique = true }
          f { level = account, unique = true }
          g { level = person, uniqe = true }
        }
        conflict = oldst
        max-cluster = 0
        cannot-link = [
          ["a=1"],
          ["a=1", "x=2"],
          ["a=1", "b"]]""");
    assertThat(
            problems.list().stream()
                .map(p -> p.where().replaceAll(".*:", "") + " " + p.what() + " -> " + p.remedy()))
        .containsExactlyInAnyOrder(
            "2 identity.types.a.limit is 0, which would allow no value -> write 1 or more, or block the type's values under identity.blocked",
            "3 not a length of time: \"90 dayz\" -> did you mean \"days\"?",
            "4 not a length of time: \"90\" -> write 90 days, or another unit: minutes, hours, weeks",
            "5 unknown key identity.types.d.limit.cout -> did you mean \"count\"?",
            "5 identity.types.d.limit.count is missing -> add count = …",
            "5 a window of 0 days has no time in it -> write 1 or more",
            "6 identity.types.e is unique and has a limit of at most 3 values -> take one of the two out: unique = true is limit = 1",
            "7 f is of an account and never links people, so that a limit has no effect -> take the limit out, or give the type level = person or device",
            "8 unknown key identity.types.g.uniqe -> did you mean \"unique\"?",
            "10 unknown conflict \"oldst\" -> did you mean \"oldest\"?",
            "11 identity.max-cluster is 0, which no customer can have -> write how many identifiers a customer may have, such as 100",
            "13 identity.cannot-link has an entry that is no pair -> write [[\"user_id=u1\", \"user_id=u2\"], …]",
            "14 identity.cannot-link names the type x, which identity.types does not declare -> use one of: a, b, c, d, e, f, g",
            "15 item 2 of a pair of identity.cannot-link is no identifier -> write it as type=value, such as user_id=u1");
  }

  private IdentityConfig read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.conf"), text);
    var whole =
        ConfigFactory.parseFile(file.toFile())
            .withFallback(ConfigFactory.parseResources("reference.conf").getConfig("identity"));
    return IdentityConfig.read(new ConfigNode(whole.root(), "identity", problems), folder);
  }
}
