package io.truecount.jobs.command;

import io.truecount.jobs.cli.Durations;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command that writes waits for another one. */
final class WaitOption {
  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "1m",
      description =
          "How long to wait while another command writes to the warehouse, for example 30m"
              + " (default: 1m).")
  private String wait = "1m";

  /**
   * The time to wait.
   *
   * @throws io.truecount.error.TruecountException when it is no duration
   */
  Duration patience() {
    return Durations.option("--wait", wait);
  }
}
