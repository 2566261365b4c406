package io.truecount.audience;

import static io.truecount.audience.AudienceFixture.parse;
import static io.truecount.audience.AudienceFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.ChecksConfig;
import io.truecount.config.Severity;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AudienceSettingsReaderTest {
  private static final String WHERE = "  where: { trait: is_staff, is: true }\n";
  private static final ChecksConfig.AudienceSize PROJECT =
      new ChecksConfig.AudienceSize(0.5, 100, Severity.STOP);

  @Test
  void a_holdout_has_the_name_of_its_audience_unless_it_says_otherwise() {
    assertThat(holdout("{ share: 5%, salt: spring }"))
        .isEqualTo(
            new Holdout(
                Holdout.Function.SHA256, new BigDecimal("0.05"), Optional.of("spring"), "staff"));
    assertThat(holdout("{ share: 0.125, hash: growthbook, experiment: mail }"))
        .isEqualTo(
            new Holdout(
                Holdout.Function.GROWTHBOOK, new BigDecimal("0.125"), Optional.empty(), "mail"));
  }

  private static Holdout holdout(String text) {
    return parse("audience:\n  name: staff\n  holdout: " + text + "\n" + WHERE)
        .get(0)
        .settings()
        .holdout()
        .orElseThrow();
  }

  @Test
  void sizes_have_the_limits_of_the_project_where_the_audience_says_nothing() {
    assertThat(limits("{ max_change: 20% }"))
        .isEqualTo(new ChecksConfig.AudienceSize(0.2, 100, Severity.STOP));
    assertThat(limits("{ max_change: 300%, min_size: 5, severity: warn }"))
        .isEqualTo(new ChecksConfig.AudienceSize(3, 5, Severity.WARN));
    assertThat(parse("audience:\n  name: staff\n" + WHERE).get(0).settings().size().over(PROJECT))
        .isEqualTo(PROJECT);
  }

  private static ChecksConfig.AudienceSize limits(String text) {
    return parse("audience:\n  name: staff\n  size: " + text + "\n" + WHERE)
        .get(0)
        .settings()
        .size()
        .over(PROJECT);
  }

  @Test
  void settings_change_no_definition() {
    String plain = "audience:\n  name: staff\n" + WHERE;
    assertThat(parse(plain + "  holdout: { share: 5% }\n  size: { max_change: 1 }\n").get(0).hash())
        .isEqualTo(parse(plain).get(0).hash());
  }

  @Test
  void every_error_is_found_with_its_place_and_remedy() {
    assertThat(
            problems(
                """
                audience:
                  name: staff
                  where: { trait: is_staff, is: true }
                  holdout:
                    share: 500%
                    salt: a|b
                    hsh: growthbook
                  size:
                    max_change: half
                    min_size: -1
                    severity: stopp
                ---
                audience:
                  name: other
                  where: { trait: is_staff, is: true }
                  holdout:
                    salt: frühling
                    hash: growthbook
                """))
        .containsExactlyInAnyOrder(
            "audiences.yml:5: a holdout of more than all members\n    -> write a share such as 5% or 0.05",
            "audiences.yml:6: \"a|b\" holds |, which separates salt, experiment and customer\n    -> use another character",
            "audiences.yml:7: unknown key audience.holdout.hsh\n    -> did you mean \"hash\"?",
            "audiences.yml:9: not a share: \"half\"\n    -> write a share such as 5% or 0.05",
            "audiences.yml:10: a size below 0\n    -> write a number of members",
            "audiences.yml:11: unknown audience.size.severity \"stopp\"\n    -> did you mean \"stop\"?",
            "audiences.yml:17: audience.holdout.share is missing\n    -> add share:",
            "audiences.yml:17: GrowthBook's libraries hash \"frühling\" differently\n    -> use ASCII alone");
  }
}
