package io.truecount.quality;

import static java.util.Objects.requireNonNull;

import io.truecount.config.Severity;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One headline number, arrived at three ways.
 *
 * @param metric value in the metric table, by Spark
 * @param audience members of the audience of the same definition
 * @param duckdb the metric's definition evaluated by DuckDB on the data files; empty when they are
 *     not on a local disk, where DuckDB cannot read them without an extension
 */
public record Parity(String name, double metric, double audience, OptionalDouble duckdb) {
  private static final String CHECK = "parity";
  private static final String METRIC = "metric";
  private static final String AUDIENCE = "audience";
  private static final String DUCKDB = "DuckDB";

  public Parity {
    requireNonNull(name);
    requireNonNull(duckdb);
  }

  /** Whether all the numbers that there are agree. */
  public boolean equal() {
    return metric == audience && (duckdb.isEmpty() || duckdb.getAsDouble() == metric);
  }

  /** As a check that may stop the publish. */
  public CheckResult check(Severity severity) {
    String second = duckdb.isPresent() ? number(duckdb.getAsDouble()) : "not read";
    return new CheckResult(
        CHECK,
        name,
        severity,
        equal(),
        "metric %s, audience %s, DuckDB %s".formatted(number(metric), number(audience), second),
        "the same number everywhere",
        "",
        numbers());
  }

  /** The parity that a check found. */
  public static Optional<Parity> of(CheckResult check) {
    Double metric = check.numbers().get(METRIC);
    Double audience = check.numbers().get(AUDIENCE);
    if (!check.check().equals(CHECK) || metric == null || audience == null) {
      return Optional.empty(); // of a version that did not store the numbers
    }
    Double duckdb = check.numbers().get(DUCKDB);
    return Optional.of(
        new Parity(
            check.subject(),
            metric,
            audience,
            duckdb == null ? OptionalDouble.empty() : OptionalDouble.of(duckdb)));
  }

  private Map<String, Double> numbers() {
    Map<String, Double> numbers = new HashMap<>(Map.of(METRIC, metric, AUDIENCE, audience));
    duckdb.ifPresent(value -> numbers.put(DUCKDB, value));
    return numbers;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
