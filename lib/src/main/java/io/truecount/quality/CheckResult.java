package io.truecount.quality;

import static java.util.Objects.requireNonNull;

import io.truecount.config.Severity;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The outcome of one check.
 *
 * @param check what was examined, for example {@code unique-key}
 * @param subject table, source, or name of the configured check
 * @param observed what was found, for people
 * @param expected what should have been found
 * @param remedy what to do where it was not; empty when the observation says it
 * @param numbers that were compared, by where they are from and in the order of these names, so
 *     that a repeated run stores the same; empty for most checks
 */
public record CheckResult(
    String check,
    String subject,
    Severity severity,
    boolean passed,
    String observed,
    String expected,
    String remedy,
    Map<String, Double> numbers) {
  public CheckResult {
    requireNonNull(check);
    requireNonNull(subject);
    requireNonNull(severity);
    requireNonNull(observed);
    requireNonNull(expected);
    requireNonNull(remedy);
    numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
  }

  /** A check that compares no numbers. */
  public CheckResult(
      String check,
      String subject,
      Severity severity,
      boolean passed,
      String observed,
      String expected,
      String remedy) {
    this(check, subject, severity, passed, observed, expected, remedy, Map.of());
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
    return new CheckResult(
        check, subject, severity, passed, observed + more, expected, advice, numbers);
  }

  /** Whether this keeps the run from being published. */
  public boolean stops() {
    return !passed && severity == Severity.STOP;
  }
}
