package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.error.Problems;
import org.junit.jupiter.api.Test;

final class NightlyConfigTest {
  private final Problems problems = new Problems();

  @Test
  void a_project_says_from_which_size_on_nights_are_incremental() {
    assertThat(read("incremental-from = 0").incrementalFrom()).isZero();
    assertThat(read("incremental-from = 2500").incrementalFrom()).isEqualTo(2500);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void a_number_below_zero_is_refused_with_its_line() {
    read("\nincremental-from = -1");

    assertThat(problems.list())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.where()).endsWith(":2");
              assertThat(problem.what()).startsWith("nightly.incremental-from is -1");
              assertThat(problem.remedy()).isEqualTo("write 0 or more");
            });
  }

  private NightlyConfig read(String text) {
    return NightlyConfig.read(
        new ConfigNode(ConfigFactory.parseString(text).root(), "nightly", problems));
  }
}
