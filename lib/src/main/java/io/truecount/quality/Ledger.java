package io.truecount.quality;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.config.Run;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import io.truecount.table.TableStore;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
              new Column("status", StringType, "succeeded | failed | refused"),
              new Column("interval_start", TimestampType, "start of the load interval"),
              new Column("interval_end", TimestampType, "its end, exclusive"),
              new Column("as_of", TimestampType, "instant that rolling windows end at"),
              new Column("started_at", TimestampType, "wall-clock time"),
              new Column("seconds", DoubleType, "wall-clock duration"),
              new Column("message", StringType, "what happened, for people"),
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
              new Column("passed", BooleanType, "whether it held"),
              new Column("observed", StringType, "what was found"),
              new Column("expected", StringType, "what should have been found"),
              new Column("remedy", StringType, "what to do where it was not; else empty")));

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

  /** One step of an attempt; {@code status} as in the runs table. */
  public record Step(
      String name, String status, Instant startedAt, double seconds, String message) {}

  private final SparkSession spark;
  private final TableStore store;

  public Ledger(SparkSession spark, TableStore store) {
    this.spark = spark;
    this.store = store;
  }

  public void steps(Run run, List<Step> steps) {
    append(RUNS, steps.stream().map(step -> row(run, step)).toList());
  }

  public void checks(Run run, Instant now, List<CheckResult> results) {
    append(CHECKS, results.stream().map(result -> row(run, now, result)).toList());
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
        step.status(),
        run.interval().start(),
        run.interval().end(),
        run.asOf(),
        step.startedAt(),
        step.seconds(),
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
        result.remedy());
  }
}
