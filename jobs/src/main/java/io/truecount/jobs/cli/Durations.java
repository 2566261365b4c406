package io.truecount.jobs.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.time.Duration;

/** Spans of time on the command line, written as in the configuration. */
public final class Durations {
  private Durations() {}

  /** Reads {@code 90s}, {@code 30m}, {@code 2h}; not negative. */
  public static Duration option(String option, String text) {
    try {
      Duration duration =
          ConfigFactory.empty()
              .withValue("value", ConfigValueFactory.fromAnyRef(text))
              .getDuration("value");
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (ConfigException e) {
      throw TruecountException.invalid(problem(option, text));
    }
    throw TruecountException.invalid(problem(option, text));
  }

  private static Problem problem(String option, String text) {
    return Problem.of(
        "invalid duration \"%s\"".formatted(text),
        option,
        "write a number and a unit, for example 90s, 30m or 2h");
  }
}
