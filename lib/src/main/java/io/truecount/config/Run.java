package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What identifies a run. Every instant in a run's output comes from here, so that repeating the run
 * repeats its content.
 *
 * @param id derived from the interval: the steps of one nightly share it across processes
 * @param asOf the instant that rolling windows end at
 * @param configHash SHA-256 of the project's files, hexadecimal
 * @param codeVersion Truecount's version
 */
public record Run(
    String id, Interval interval, Instant asOf, String configHash, String codeVersion) {
  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  public Run {
    requireNonNull(id);
    requireNonNull(interval);
    requireNonNull(asOf);
    requireNonNull(configHash);
    requireNonNull(codeVersion);
  }

  /**
   * The interval of a run's id.
   *
   * @throws java.time.format.DateTimeParseException when {@code id} is not the id of a run
   */
  public static Interval interval(String id) {
    int middle = id.indexOf('-');
    return new Interval(
        COMPACT.parse(id.substring(0, middle), Instant::from),
        COMPACT.parse(id.substring(middle + 1), Instant::from));
  }

  /** The run of an interval. */
  public static Run of(Interval interval, Instant asOf, String configHash, String codeVersion) {
    String id = COMPACT.format(interval.start()) + "-" + COMPACT.format(interval.end());
    return new Run(id, interval, asOf, configHash, codeVersion);
  }
}
