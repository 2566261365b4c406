package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Allowance;
import io.truecount.config.ChecksConfig;
import io.truecount.config.Severity;
import io.truecount.quality.AudienceSize.Definition;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AudienceSizeTest {
  private static final ChecksConfig.AudienceSize LIMITS =
      new ChecksConfig.AudienceSize(0.5, 100, Severity.STOP);

  private static final Optional<Allowance> NONE = Optional.empty();

  @ParameterizedTest
  @CsvSource({
    "1000, 1500, true",
    "1000, 1501, false",
    "1000, 500, true",
    "1000, 499, false",
    "100, 0, false",
    "0, 100, false",
    "99, 0, true",
    "0, 99, true",
    "99, 1000, false",
    "0, 0, true"
  })
  void the_change_is_a_share_of_the_last_size(long before, long now, boolean passed) {
    CheckResult result = new AudienceSize("a", before, now, Definition.SAME, 7).check(LIMITS, NONE);
    assertThat(result.passed()).isEqualTo(passed);
    assertThat(result.stops()).isEqualTo(!passed);
  }

  @Test
  void a_changed_definition_is_no_more_than_a_warning_and_names_what_shows_it() {
    CheckResult result = new AudienceSize("a", 1000, 10, Definition.CHANGED, 7).check(LIMITS, NONE);
    assertThat(result.passed()).isFalse();
    assertThat(result.stops()).isFalse();
    assertThat(result.observed()).isEqualTo("10 members, 1,000 in release 7 (-99 %)");
    assertThat(result.expected()).isEqualTo("at most 50 % more or less");
    assertThat(result.remedy()).contains("truecount audiences diff a --against 7");
  }

  @Test
  void what_someone_has_allowed_is_a_warning_that_says_who_and_why() {
    LocalDate until = LocalDate.parse("2026-03-10");
    Allowance allowance = new Allowance("a", until, "jane", "archive loaded", "c.conf:3");
    Optional<Allowance> allowed = Optional.of(allowance);
    CheckResult result =
        new AudienceSize("a", 1000, 3000, Definition.SAME, 7).check(LIMITS, allowed);
    assertThat(result.passed()).isFalse();
    assertThat(result.stops()).isFalse();
    assertThat(result.observed())
        .isEqualTo(
            "3,000 members, 1,000 in release 7 (+200 %);"
                + " allowed until 2026-03-10 by jane: archive loaded");
    assertThat(result.remedy()).contains("c.conf:3");

    CheckResult usual =
        new AudienceSize("a", 1000, 1001, Definition.SAME, 7).check(LIMITS, allowed);
    assertThat(usual.passed()).isTrue();
    assertThat(usual.observed()).doesNotContain("allowed");

    assertThat(allowance.covers(Instant.parse("2026-03-09T23:59:59Z"))).isTrue();
    assertThat(allowance.covers(Instant.parse("2026-03-10T00:00:00Z"))).isFalse();
  }
}
