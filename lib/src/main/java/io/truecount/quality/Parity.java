package io.truecount.quality;

import static java.util.Objects.requireNonNull;

import io.truecount.config.Severity;
import java.util.Locale;
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
        "parity",
        name,
        severity,
        equal(),
        "metric %s, audience %s, DuckDB %s".formatted(number(metric), number(audience), second),
        "the same number everywhere");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
