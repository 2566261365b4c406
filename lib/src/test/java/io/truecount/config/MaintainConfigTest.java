package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MaintainConfigTest {
  private final Problems problems = new Problems();

  @Test
  void sizes_and_times_have_units() {
    assertThat(
            read(
                "target-file-size = 64m, min-files = 4, keep-releases = 7, keep-for = 36h,"
                    + " keep-staged = 2d"))
        .isEqualTo(new MaintainConfig(64L << 20, 4, 7, Duration.ofHours(36), Duration.ofDays(2)));
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void every_value_out_of_range_is_found() {
    read(
        "target-file-size = 1k, min-files = 1, keep-releases = 1, keep-for = -1d, keep-staged = soon");

    assertThat(problems.list())
        .extracting(Problem::what)
        .containsExactly(
            "invalid target-file-size 1024",
            "invalid min-files 1",
            "invalid keep-releases 1",
            "keep-for must not be negative",
            "maintain.keep-staged must be a time such as 2d, not soon");
  }

  private MaintainConfig read(String text) {
    return MaintainConfig.read(
        new ConfigNode(ConfigFactory.parseString(text).root(), "maintain", problems));
  }
}
