package io.truecount.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.truecount.config.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether every record that a run has read is where its counts say: the counts of a source add up,
 * and each agrees with the rows of the table that holds such records. The rows are counted in the
 * tables themselves, so that a fault of ingest shows, whatever it counted.
 *
 * <pre>
 *   counts   source  read  accepted  duplicate  conflict  quarantined
 *            web        7         2          1         2            2
 *   stored   accepted: 2 rows of web, conflict: 2 rows of web, quarantined: 1 row of web
 *   result   web failed: 7 records read, 7 accounted for; quarantined: 2 counted, 1 stored
 * </pre>
 */
public final class CountsAddUp {
  private static final String SOURCE = "source";
  private static final String OUTCOME = "outcome";
  private static final List<String> OUTCOMES =
      List.of("accepted", "duplicate", "conflict", "quarantined");

  private CountsAddUp() {}

  /**
   * One result for each source that was counted or has rows. Cost: one job that reads the column
   * {@code source} of the rows, and groups them by it.
   *
   * @param counts of the run, one row a source, in the columns of {@code ingest_counts}
   * @param stored by outcome, the run's own rows of the table that holds such records, with a
   *     column {@code source}; duplicates have no table
   */
  public static List<CheckResult> of(List<Row> counts, Map<String, Dataset<Row>> stored) {
    Map<String, Map<String, Long>> found = rows(stored);
    Map<String, Row> counted = new HashMap<>();
    counts.forEach(row -> counted.put(row.getAs(SOURCE), row));
    Set<String> sources = new TreeSet<>(counted.keySet());
    sources.addAll(found.keySet());
    List<CheckResult> results = new ArrayList<>();
    for (String source : sources) {
      Map<String, Long> its = found.getOrDefault(source, Map.of());
      Row row = counted.get(source);
      results.add(
          row == null
              ? result(source, false, "no counts, but rows: " + its)
              : result(source, row, stored.keySet(), its));
    }
    return results;
  }

  /** Source to outcome to rows: as many as there are sources, times three. */
  private static Map<String, Map<String, Long>> rows(Map<String, Dataset<Row>> stored) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    stored.entrySet().stream()
        .map(one -> one.getValue().select(col(SOURCE), lit(one.getKey()).as(OUTCOME)))
        .reduce(Dataset::unionAll)
        .map(all -> all.groupBy(SOURCE, OUTCOME).count().collectAsList())
        .orElse(List.of())
        .forEach(
            row ->
                rows.computeIfAbsent(row.getString(0), source -> new TreeMap<>())
                    .put(row.getString(1), row.getLong(2)));
    return rows;
  }

  private static CheckResult result(
      String source, Row counts, Set<String> stored, Map<String, Long> rows) {
    long read = counts.<Long>getAs("read");
    long outcomes = OUTCOMES.stream().mapToLong(outcome -> counts.<Long>getAs(outcome)).sum();
    StringBuilder observed =
        new StringBuilder("%d records read, %d accounted for".formatted(read, outcomes));
    boolean agree = read == outcomes;
    for (String outcome : OUTCOMES) {
      long counted = counts.<Long>getAs(outcome);
      long found = rows.getOrDefault(outcome, 0L);
      if (stored.contains(outcome) && counted != found) {
        agree = false;
        observed.append("; %s: %d counted, %d stored".formatted(outcome, counted, found));
      }
    }
    return result(source, agree, observed.toString());
  }

  private static CheckResult result(String source, boolean passed, String observed) {
    return new CheckResult(
        "counts-add-up",
        source,
        Severity.STOP,
        passed,
        observed,
        "every record read is a row of events, events_conflict or quarantine, or a duplicate");
  }
}
