package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two processes run one interval at once: one that waits for the other, and one that does not wait.
 * Whichever comes first works; the second repeats the run, or is refused.
 */
@Tag("faults")
final class TwoNightliesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void two_runs_of_one_interval_at_once_end_well(TableFormat format) throws Exception {
    OrdersShop shop = OrdersShop.in(folder, format);
    Process patient = MainProcess.start(shop.arguments("nightly", 1, "--wait", "5m"));
    Process hasty = MainProcess.start(shop.arguments("nightly", 1, "--wait", "0s"));
    String hastyErrors = errors(hasty);
    String patientErrors = errors(patient);
    assertThat(patient.waitFor()).as(patientErrors).isZero();
    if (hasty.waitFor() != 0) {
      assertThat(hasty.exitValue()).as(hastyErrors).isEqualTo(1);
      assertThat(hastyErrors)
          .contains("the warehouse is being written to by run nightly of 2026-03-01");
    }
    assertThat(shop.ordersAndPersons()).isEqualTo("1,1");
    assertThat(shop.read("releases", "--output", "csv").out().lines()).hasSize(2);
  }

  /** The other process goes on meanwhile: what it prints fits its pipe. */
  private static String errors(Process process) throws IOException {
    try (InputStream err = process.getErrorStream()) {
      return new String(err.readAllBytes(), UTF_8);
    }
  }
}
