package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.IdentityLimits.Limit;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class IdentityLimitsTest {
  private final Problems problems = new Problems();

  @Test
  void every_limit_is_read_by_its_key() {
    IdentityLimits limits =
        read(
            """
            max-cluster-size = 100, max-refused-share = 0.1, max-churn-share = 0.2
            max-dangling-share = 0.3, min-known-share = 0.4, min-precision = 0.5
            min-recall = 0.6, min-f1 = 1
            """);
    assertThat(problems.list()).isEmpty();
    assertThat(limits.limits().keySet()).containsExactly(Limit.values());
    assertThat(limits.limits().values()).containsExactly(100.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1.0);
    assertThat(limits.severity()).isEqualTo(Severity.STOP);
    assertThat(read("").limits()).isEmpty();
  }

  @Test
  void an_allowance_is_of_one_limit_until_its_day() {
    IdentityLimits limits =
        read("allow { max-churn-share { until = 2026-03-31, by = jane, reason = app } }");
    assertThat(problems.list()).isEmpty();
    Instant before = Instant.parse("2026-03-30T23:59:59Z");
    assertThat(limits.allowance(Limit.MAX_CHURN_SHARE, before)).isPresent();
    assertThat(limits.allowance(Limit.MAX_CLUSTER_SIZE, before)).isEmpty();
    assertThat(limits.allowance(Limit.MAX_CHURN_SHARE, before.plusSeconds(1))).isEmpty();
  }

  @Test
  void what_no_measure_can_be_is_refused() {
    read(
        """
        max-churn-share = 5, min-known-share = -0.1, max-cluster-size = 0, min-precison = 0.9
        allow { max-churn { until = 2026-03-31, by = jane, reason = app } }
        """);
    assertThat(problems.list())
        .extracting(Problem::what)
        .containsExactlyInAnyOrder(
            "checks.identity.max-churn-share is 5.0",
            "checks.identity.min-known-share is -0.1",
            "checks.identity.max-cluster-size is 0.0",
            "checks.identity.allow names an unknown limit max-churn",
            "unknown key checks.identity.min-precison");
  }

  private IdentityLimits read(String text) {
    return IdentityLimits.read(
        new ConfigNode(
            ConfigFactory.parseString("severity = stop, allow {}\n" + text).root(),
            "checks.identity",
            problems));
  }
}
