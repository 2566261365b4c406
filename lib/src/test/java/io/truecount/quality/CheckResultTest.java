package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Severity;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CheckResultTest {
  @Test
  void numbers_have_one_order_in_every_process() {
    CheckResult parity =
        new CheckResult(
            "parity",
            "active_customers",
            Severity.STOP,
            true,
            "",
            "",
            "",
            Map.of("metric", 1.0, "audience", 1.0, "DuckDB", 1.0));

    assertThat(parity.numbers().keySet()).containsExactly("DuckDB", "audience", "metric");
  }
}
