package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.error.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LevelConfigTest {
  private final Problems problems = new Problems();

  @TempDir Path folder;

  @Test
  void keys_limits_and_the_policy_are_read() throws IOException {
    List<LevelConfig> levels =
        read(
            """
            household { keys = [device, address], limit { customer = 6, address = 1 } }
            account { keys = [company], conflict = newest }
            """);
    assertThat(problems.list()).isEmpty();
    assertThat(levels)
        .extracting(LevelConfig::name, LevelConfig::keys, LevelConfig::limits, LevelConfig::policy)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(
                "household",
                List.of("device", "address"),
                Map.of("customer", IdentifierLimit.ever(6), "address", IdentifierLimit.UNIQUE),
                LinkRules.Policy.OLDEST),
            org.assertj.core.groups.Tuple.tuple(
                "account", List.of("company"), Map.of(), LinkRules.Policy.NEWEST));
  }

  @Test
  void every_error_is_reported_with_its_line_and_remedy() throws IOException {
    read(
        """
        a { limit { customer = 6 } }
        b { keys = [customer] }
        c { keys = [device], limit { customer = 0, devise = 2 } }
        d { keys = [device], conflict = oldst, kys = 1 }""");
    assertThat(
            problems.list().stream()
                .map(p -> p.where().replaceAll(".*:", "") + " " + p.what() + " -> " + p.remedy()))
        .containsExactlyInAnyOrder(
            "1 level a has no keys, so that nothing joins its customers -> name the types of identifiers that customers of one a share",
            "2 customer is the name of a group's members, and cannot be a key -> give the type of identifier another name",
            "3 levels.c.limit.customer is 0 -> write how many a group may have: 1 or more",
            "3 unknown key levels.c.limit.devise -> did you mean \"device\"?",
            "4 unknown conflict \"oldst\" -> did you mean \"oldest\"?",
            "4 unknown key levels.d.kys -> did you mean \"keys\"?");
  }

  private List<LevelConfig> read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("levels.conf"), text);
    try (ConfigNode node =
        new ConfigNode(ConfigFactory.parseFile(file.toFile()).root(), "levels", problems)) {
      return LevelConfig.read(node);
    }
  }
}
