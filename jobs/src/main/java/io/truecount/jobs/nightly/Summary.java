package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.apache.spark.sql.functions.col;

import io.truecount.audience.AudienceTables;
import io.truecount.customer.CustomerTables;
import io.truecount.event.EventTables;
import io.truecount.event.RecordCounts;
import io.truecount.identity.IdentityQuality;
import io.truecount.jobs.cli.Numbers;
import io.truecount.metric.MetricTables;
import io.truecount.quality.CheckResult;
import io.truecount.quality.Parity;
import io.truecount.table.Release;
import io.truecount.table.Slice;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * What a run has made, read from its tables: those that it has staged, or the release that it has
 * become. Whichever process asks, and however many the steps ran in, the answer is the same.
 *
 * @param records by source, sorted
 * @param customers 0 when the run has made none yet
 * @param identity what was measured of its identities
 * @param metrics those with a value over all time, in the project's order
 * @param audiences members by audience, sorted
 * @param checks of the last attempt at the run
 * @param quarantine why records were refused, when so many were that a check failed
 * @param release that the run has become; empty before it is published
 */
public record Summary(
    Map<String, RecordCounts> records,
    long customers,
    IdentityQuality identity,
    Map<String, Double> metrics,
    Map<String, Long> audiences,
    List<CheckResult> checks,
    List<QuarantineReason> quarantine,
    Optional<Release> release) {
  /** Cost: a few rows of each table; no table is read whole, {@code metrics} aside. */
  public static Summary of(RunContext context) {
    Optional<Release> release = release(context);
    Set<String> made = made(context, release);
    List<CheckResult> checks = context.checks();
    return new Summary(
        made.contains(EventTables.ingestCounts().name()) ? records(context) : Map.of(),
        made.contains(CustomerTables.CUSTOMERS)
            ? context.staging().rows(CustomerTables.CUSTOMERS)
            : 0,
        made.contains(IdentityQuality.table().name())
            ? IdentityQualities.of(context, context.run().id())
            : IdentityQuality.NONE,
        made.contains(MetricTables.metrics().name()) ? metrics(context) : Map.of(),
        made.contains(AudienceTables.sizes().name())
            ? audiences(context, context.run().id())
            : Map.of(),
        checks,
        QuarantineReasons.of(context, checks),
        release);
  }

  RecordCounts totalRecords() {
    return total(records);
  }

  static RecordCounts total(Map<String, RecordCounts> records) {
    return records.values().stream().reduce(RecordCounts.NONE, RecordCounts::plus);
  }

  /** How many records were accepted; names the sources that gave none, as after a wrong path. */
  static String accepted(Map<String, RecordCounts> records) {
    String empty =
        records.entrySet().stream()
            .filter(source -> source.getValue().read() == 0)
            .map(Map.Entry::getKey)
            .collect(joining(", "));
    RecordCounts total = total(records);
    return "%s of %s records accepted%s"
        .formatted(
            Numbers.whole(total.accepted()),
            Numbers.whole(total.read()),
            empty.isEmpty() ? "" : "; nothing read from " + empty);
  }

  List<Parity> parity() {
    return checks.stream().flatMap(check -> Parity.of(check).stream()).toList();
  }

  /** What refused the run is its error, not a warning. */
  List<CheckResult> warnings() {
    return checks.stream().filter(check -> !check.passed() && !check.stops()).toList();
  }

  /** A run of which something is staged is not the release that it may have been before. */
  private static Optional<Release> release(RunContext context) {
    return context
        .releases()
        .last()
        .filter(last -> last.runId().equals(context.run().id()))
        .filter(last -> context.staging().staged().isEmpty());
  }

  /** The tables that are of this run, among those of its project. */
  private static Set<String> made(RunContext context, Optional<Release> release) {
    Set<String> stored = context.project().stored();
    return release
        .map(published -> Set.copyOf(published.tables().keySet()))
        .orElseGet(() -> Set.copyOf(context.staging().staged()))
        .stream()
        .filter(stored::contains)
        .collect(toSet());
  }

  /** The records of the run by source. */
  static Map<String, RecordCounts> records(RunContext context) {
    return RecordCounts.bySource(context.read(EventTables.ingestCounts()), context.run().id());
  }

  /** Metrics over all time as the run sees them, those with a value. */
  static Map<String, Double> metrics(RunContext context) {
    Map<String, Double> values = new HashMap<>();
    for (Row row :
        context
            .read(MetricTables.metrics())
            .filter(col(MetricTables.GRAIN).equalTo(MetricTables.ALL))
            .filter(col(MetricTables.VALUE).isNotNull())
            .collectAsList()) {
      values.put(row.getAs(MetricTables.METRIC), row.<Double>getAs(MetricTables.VALUE));
    }
    Map<String, Double> ordered = new LinkedHashMap<>();
    for (String metric : context.project().manifest().metricNames()) {
      Double value = values.get(metric);
      if (value != null) {
        ordered.put(metric, value);
      }
    }
    return ordered;
  }

  /** Members by audience as a run has counted them. */
  static Map<String, Long> audiences(RunContext context, String runId) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    context
        .read(AudienceTables.sizes())
        .filter(new Slice.Equal(AudienceTables.RUN_ID, runId).condition())
        .orderBy(AudienceTables.AUDIENCE)
        .collectAsList()
        .forEach(row -> sizes.put(row.getAs(AudienceTables.AUDIENCE), row.<Long>getAs("size")));
    return sizes;
  }
}
