package io.truecount.quality;

import static java.util.Objects.requireNonNull;

import io.truecount.config.Severity;

/**
 * The outcome of one check.
 *
 * @param check what was examined, for example {@code unique-key}
 * @param subject table, source, or name of the configured check
 * @param observed what was found, for people
 * @param expected what should have been found
 * @param remedy what to do where it was not; empty when the observation says it
 */
public record CheckResult(
    String check,
    String subject,
    Severity severity,
    boolean passed,
    String observed,
    String expected,
    String remedy) {
  public CheckResult {
    requireNonNull(check);
    requireNonNull(subject);
    requireNonNull(severity);
    requireNonNull(observed);
    requireNonNull(expected);
    requireNonNull(remedy);
  }

  /** A check whose observation says what to do. */
  public CheckResult(
      String check,
      String subject,
      Severity severity,
      boolean passed,
      String observed,
      String expected) {
    this(check, subject, severity, passed, observed, expected, "");
  }

  /** The same with more about what was found, and what to do. */
  public CheckResult explained(String more, String advice) {
    return new CheckResult(check, subject, severity, passed, observed + more, expected, advice);
  }

  /** Whether this keeps the run from being published. */
  public boolean stops() {
    return !passed && severity == Severity.STOP;
  }
}
