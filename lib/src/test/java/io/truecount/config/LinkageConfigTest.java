package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.LinkageConfig.BlockingRule;
import io.truecount.config.LinkageConfig.Comparison;
import io.truecount.config.LinkageConfig.Level;
import io.truecount.error.Problems;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class LinkageConfigTest {
  private static final String BASE =
      """
      engine = native
      default-region = US
      blocked { built-in = true }
      types { crm_id { level = person } }
      """;
  private final Problems problems = new Problems();

  @Test
  void a_linkage_is_read_with_its_defaults() {
    IdentityConfig config =
        read(
            """
            linkage {
              record = crm_id
              comparisons {
                surname { term-frequency = true }
                born { property = birth_date, levels = [exact, days(31), "levenshtein(1)"] }
              }
              blocking = [[born], ["soundex(surname)"], ["prefix(surname, 3)", "prefix(born, 4)"]]
            }
            scored-links { dedupe { path = "p.csv", type = crm_id, threshold = 0.9 } }
            """);
    assertThat(problems.list()).isEmpty();
    LinkageConfig linkage = config.matchers().linkage().orElseThrow();
    assertThat(linkage.comparisons().stream().map(Comparison::property))
        .containsExactly("surname", "birth_date");
    assertThat(linkage.comparisons().stream().flatMap(c -> c.levels().stream()).map(Level::words))
        .containsExactly(
            "exact",
            "jaro-winkler(0.92)",
            "jaro-winkler(0.8)",
            "exact",
            "days(31)",
            "levenshtein(1)");
    assertThat(linkage.blocking().stream().map(BlockingRule::words))
        .containsExactly("born", "soundex(surname)", "prefix(surname, 3) + prefix(born, 4)");
    assertThat(linkage.threshold()).isEqualTo(0.95);
    assertThat(linkage.maxBlock()).isEqualTo(1000);
    assertThat(config.matchers().tables())
        .extracting(ScoredLinksConfig::a, ScoredLinksConfig::score, ScoredLinksConfig::threshold)
        .containsExactly(tuple("a", "score", 0.9));
  }

  @Test
  void every_error_is_reported() {
    read(
        """
        linkage {
          record = crm
          comparisons {
            surname { levels = ["jaro-winkler(0.8)", "jaro-winkler(0.9)", exakt], term-frequency = true }
            born {}
          }
          blocking = [[born, surnam], [born, "prefix(surname)"]]
          threshold = 95
          max-block = 1
        }
        scored-links { linkage { path = x, type = crm, threshold = 0.5 } }
        """);
    assertThat(problems.list().stream().map(p -> p.what() + " -> " + p.remedy()))
        .containsExactlyInAnyOrder(
            "identity.linkage.record is crm, which identity.types does not declare -> use one of: crm_id",
            "level jaro-winkler(0.9) never fits, as one before it fits wherever it does -> write levels from the closest to the loosest",
            "unknown level \"exakt\" -> did you mean \"exact\"?",
            "identity.linkage.comparisons.surname has no level exact, which the frequency of a value is of -> add exact to levels, or take term-frequency out",
            "identity.linkage.blocking names surnam, which is no comparison -> did you mean \"surname\"?",
            "identity.linkage.blocking has an unknown key \"prefix(surname)\" -> write surname, prefix(surname, 3) or soundex(surname)",
            "every rule of identity.linkage.blocking has born, so that what its agreement says cannot be estimated -> add a rule without it",
            "identity.linkage.threshold is 95.0, which is no probability of a link -> write a number between 0 and 1, such as 0.95",
            "identity.linkage.max-block is 1 (must be at least 2) -> write such as max-block = 1000",
            "identity.scored-links.linkage has the name of the links that identity.linkage finds -> give it another name",
            "identity.scored-links.linkage.type is crm, which identity.types does not declare -> use one of: crm_id");
  }

  private IdentityConfig read(String text) {
    return IdentityConfig.read(
        new ConfigNode(ConfigFactory.parseString(BASE + text).root(), "identity", problems),
        Path.of(""));
  }
}
