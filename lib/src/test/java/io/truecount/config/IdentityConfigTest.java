package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class IdentityConfigTest {
  private final Problems problems = new Problems();

  @Test
  void types_stand_in_the_order_of_their_priority() {
    IdentityConfig config =
        read(
            """
            default-region = DE
            types {
              email { level = person, priority = 2, normalize = email }
              user_id { level = person, priority = 1 }
              anonymous_id { level = device, priority = 3 }
            }""");
    assertThat(problems.list()).isEmpty();
    assertThat(config.engine()).isEqualTo("native");
    assertThat(config.types().stream().map(IdentityConfig.IdentifierType::name))
        .containsExactly("user_id", "email", "anonymous_id");
    assertThat(config.typesAt(Level.DEVICE)).containsExactly("anonymous_id");
  }

  @Test
  void every_error_is_reported_with_its_place_and_remedy() {
    read(
        """
        engine = nativ
        default-region = Germany
        types {
          email { level = persn, priority = 1, normalize = emial }
          phone { level = person, priority = 1, limt = 1 }
        }
        blocked { patterns = ["("], value = [] }""");
    assertThat(problems.list().stream().map(Problem::what))
        .containsExactlyInAnyOrder(
            "unknown engine \"nativ\"",
            "unknown country \"Germany\"",
            "unknown level \"persn\"",
            "unknown normalize \"emial\"",
            "unknown key identity.types.phone.limt",
            "email and phone have the same priority",
            "not a regular expression: ( (Unclosed group)",
            "unknown key identity.blocked.value");
    assertThat(problems.list()).allMatch(p -> !p.where().isEmpty() && !p.remedy().isEmpty());
    assertThat(problems.list().get(0).where()).endsWith(":1");
  }

  @Test
  void a_device_may_say_whose_its_events_are() {
    IdentityConfig config =
        read(
            """
            types {
              user_id { level = person, priority = 1 }
              a { level = device, priority = 2 }
              b { level = device, priority = 3, attribution = last-login }
              c { level = device, priority = 4, attribution = bounded(30) }
              d { level = device, priority = 5, attribution = "bounded( 1 day )" }
              e { level = device, priority = 6, attribution = neutral }
            }""");
    assertThat(problems.list()).isEmpty();
    assertThat(
            config.types().stream().map(t -> t.attribution().mode() + " " + t.attribution().days()))
        .containsExactly(
            "INTERVAL 0", "INTERVAL 0", "LAST_LOGIN 0", "BOUNDED 30", "BOUNDED 1", "NEUTRAL 0");
  }

  @Test
  void an_attribution_that_cannot_be_is_reported_with_its_line() {
    read(
        """
        types {
          user_id { level = person, priority = 1, attribution = neutral }
          a { level = device, priority = 2, attribution = last_logn }
          b { level = device, priority = 3, attribution = bounded }
          c { level = device, priority = 4, attribution = bounded(0) }
          d { level = device, priority = 5, atribution = neutral }
          e { level = account, priority = 6, attribution = interval }
        }""");
    assertThat(
            problems.list().stream()
                .map(p -> p.where().replaceAll(".*:", "") + " " + p.what() + " -> " + p.remedy()))
        .containsExactlyInAnyOrder(
            "2 user_id is no device: attribution says whose the events of a device are -> take attribution out, or give it to a type with level = device",
            "3 unknown attribution \"last_logn\" -> did you mean \"last_login\"?",
            "4 unknown attribution \"bounded\" -> write a number of days, such as bounded(30)",
            "5 attribution bounded(0) has no such window -> use 1 to 36500 days, such as bounded(30)",
            "6 unknown key identity.types.d.atribution -> did you mean \"attribution\"?",
            "7 e is no device: attribution says whose the events of a device are -> take attribution out, or give it to a type with level = device");
  }

  private IdentityConfig read(String text) {
    var whole =
        ConfigFactory.parseString(text)
            .withFallback(ConfigFactory.parseResources("reference.conf").getConfig("identity"));
    return IdentityConfig.read(new ConfigNode(whole.root(), "identity", problems), Path.of(""));
  }
}
