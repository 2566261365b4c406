package io.truecount.quality;

import static java.util.stream.Collectors.toSet;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import io.truecount.config.Run;
import io.truecount.config.Severity;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import io.truecount.table.TableStore;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** What the platform writes about itself, whether a run publishes or not. */
public final class Ledger {
  public static final TableDefinition RUNS =
      new TableDefinition(
          "runs",
          "one step of one attempt at a run",
          List.of(),
          List.of(
              new Column("run_id", StringType, "run"),
              new Column("step", StringType, "ingest, resolve, customers, …"),
              new Column("status", StringType, "succeeded | failed | refused | killed"),
              new Column("interval_start", TimestampType, "start of the load interval"),
              new Column("interval_end", TimestampType, "its end, exclusive"),
              new Column("as_of", TimestampType, "instant that rolling windows end at"),
              new Column("started_at", TimestampType, "wall-clock time"),
              new Column("seconds", DoubleType, "wall-clock duration; NULL when it was killed"),
              new Column(
                  "message", StringType, "what happened, for people; of a failure its first cause"),
              new Column("config_hash", StringType, "SHA-256 of the project's files"),
              new Column("code_version", StringType, "version of Truecount")));

  public static final TableDefinition CHECKS =
      new TableDefinition(
          "checks",
          "one check of one attempt at a run",
          List.of(),
          List.of(
              new Column("run_id", StringType, "run"),
              new Column("checked_at", TimestampType, "wall-clock time"),
              new Column("check", StringType, "what was examined"),
              new Column("subject", StringType, "table, source, or configured name"),
              new Column("severity", StringType, "warn | stop"),
              new Column("passed", BooleanType, "whether the check passed"),
              new Column("observed", StringType, "what was found"),
              new Column("expected", StringType, "what should have been found"),
              new Column("remedy", StringType, "what to do where it was not; else empty"),
              new Column(
                  "numbers",
                  createMapType(StringType, DoubleType),
                  "of a parity: the value by metric, audience and DuckDB; empty for other checks, NULL in"
                      + " rows of earlier versions")));

  public static final TableDefinition TABLE_STATS =
      new TableDefinition(
          "table_stats",
          "one table of one attempt at a run",
          List.of(),
          List.of(
              new Column("run_id", StringType, "run"),
              new Column("measured_at", TimestampType, "wall-clock time"),
              new Column("table", StringType, "table"),
              new Column("rows", LongType, "rows as this run sees them")));

  /** How a step ended. */
  public enum Status {
    SUCCEEDED,
    FAILED,
    REFUSED,
    /** Its process ended before it did; the next run finds that out. */
    KILLED
  }

  /**
   * One step of an attempt.
   *
   * @param seconds empty when it was killed
   */
  public record Step(
      String name, Status status, Instant startedAt, OptionalDouble seconds, String message) {}

  private final SparkSession spark;
  private final TableStore store;

  public Ledger(SparkSession spark, TableStore store) {
    this.spark = spark;
    this.store = store;
  }

  public void steps(Run run, List<Step> steps) {
    append(RUNS, steps.stream().map(step -> row(run, step)).toList());
  }

  /**
   * The steps of attempts that died before they wrote their own. What is there already is not
   * written again. Cost: one scan of the runs table when there are any.
   */
  public void killed(List<Attempt> attempts) {
    if (attempts.isEmpty()) {
      return;
    }
    Set<List<Object>> known = known();
    append(
        RUNS,
        attempts.stream()
            .flatMap(attempt -> attempt.killed().stream().map(step -> row(attempt.run(), step)))
            .filter(row -> !known.contains(identity(row)))
            .toList());
  }

  /** One row per step of every run: a few thousand a year. */
  private Set<List<Object>> known() {
    if (!store.exists(RUNS.name())) {
      return Set.of();
    }
    return store.read(RUNS.name()).select("run_id", "step", "started_at").collectAsList().stream()
        .map(row -> List.of(row.get(0), row.get(1), instant(row.get(2))))
        .collect(toSet());
  }

  private static List<Object> identity(Row row) {
    return List.of(row.get(0), row.get(1), instant(row.get(6)));
  }

  /** As exact as tables keep it. */
  private static Instant instant(Object value) {
    Instant exact = value instanceof Timestamp timestamp ? timestamp.toInstant() : (Instant) value;
    return exact.truncatedTo(ChronoUnit.MICROS);
  }

  public void checks(Run run, Instant now, List<CheckResult> results) {
    append(CHECKS, results.stream().map(result -> row(run, now, result)).toList());
  }

  /** What checks found in all attempts at a run: some dozens of rows an attempt. */
  public List<LastAttempt.Checked> checks(Run run) {
    return rows(CHECKS, run).map(Ledger::checked).toList();
  }

  /** When steps of a run began, of all attempts that have ended. */
  public List<LastAttempt.Execution> executions(Run run) {
    return rows(RUNS, run)
        .map(row -> new LastAttempt.Execution(row.getAs("step"), instant(row.getAs("started_at"))))
        .toList();
  }

  private Stream<Row> rows(TableDefinition table, Run run) {
    return store.exists(table.name())
        ? table
            .conform(store.read(table.name()))
            .where(col("run_id").equalTo(run.id()))
            .collectAsList()
            .stream()
        : Stream.empty();
  }

  private static LastAttempt.Checked checked(Row row) {
    int numbers = row.fieldIndex("numbers");
    return new LastAttempt.Checked(
        instant(row.getAs("checked_at")),
        new CheckResult(
            row.getAs("check"),
            row.getAs("subject"),
            Severity.valueOf(row.<String>getAs("severity").toUpperCase(Locale.ROOT)),
            row.<Boolean>getAs("passed"),
            row.getAs("observed"),
            row.getAs("expected"),
            row.isNullAt(row.fieldIndex("remedy")) ? "" : row.getAs("remedy"),
            row.isNullAt(numbers) ? Map.of() : row.getJavaMap(numbers)));
  }

  public void rows(Run run, Instant now, Map<String, Long> rows) {
    append(
        TABLE_STATS,
        rows.entrySet().stream()
            .map(e -> RowFactory.create(run.id(), now, e.getKey(), e.getValue()))
            .toList());
  }

  private void append(TableDefinition table, List<Row> rows) {
    if (!rows.isEmpty()) {
      store.append(table, spark.createDataFrame(rows, table.schema()).coalesce(1));
    }
  }

  private static Row row(Run run, Step step) {
    return RowFactory.create(
        run.id(),
        step.name(),
        step.status().name().toLowerCase(Locale.ROOT),
        run.interval().start(),
        run.interval().end(),
        run.asOf(),
        step.startedAt(),
        step.seconds().isPresent() ? step.seconds().getAsDouble() : null,
        step.message(),
        run.configHash(),
        run.codeVersion());
  }

  private static Row row(Run run, Instant now, CheckResult result) {
    return RowFactory.create(
        run.id(),
        now,
        result.check(),
        result.subject(),
        result.severity().name().toLowerCase(Locale.ROOT),
        result.passed(),
        result.observed(),
        result.expected(),
        result.remedy(),
        result.numbers());
  }
}
