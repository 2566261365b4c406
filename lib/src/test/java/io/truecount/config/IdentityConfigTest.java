package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
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
          phone { level = person, priority = 1, limit = 1 }
        }
        blocked { patterns = ["("], value = [] }""");
    assertThat(problems.list().stream().map(Problem::what))
        .containsExactlyInAnyOrder(
            "unknown engine \"nativ\"",
            "unknown country \"Germany\"",
            "unknown level \"persn\"",
            "unknown normalize \"emial\"",
            "unknown key identity.types.phone.limit",
            "email and phone have the same priority",
            "not a regular expression: ( (Unclosed group)",
            "unknown key identity.blocked.value");
    assertThat(problems.list()).allMatch(p -> !p.where().isEmpty() && !p.remedy().isEmpty());
    assertThat(problems.list().get(0).where()).endsWith(":1");
  }

  private IdentityConfig read(String text) {
    var whole =
        ConfigFactory.parseString(text)
            .withFallback(ConfigFactory.parseResources("reference.conf").getConfig("identity"));
    return IdentityConfig.read(new ConfigNode(whole.root(), "identity", problems));
  }
}
