package io.truecount.jobs.release;

import static org.apache.spark.sql.functions.col;

import io.truecount.config.TableConfig;
import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.event.EventTables;
import io.truecount.quality.Ledger;
import io.truecount.table.Release;
import io.truecount.table.Releases;
import io.truecount.table.Staging;
import io.truecount.table.TableStore;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The quarantine as published, and as a run that was not published has staged it. */
public final class QuarantineRuns {
  private static final String QUARANTINE = EventTables.quarantine().name();

  private final TableStore store;
  private final Releases releases;
  private final TableConfig config;

  public QuarantineRuns(SparkSession spark, TableStore store, TableConfig config) {
    this.store = store;
    this.releases = new Releases(spark, store);
    this.config = config;
  }

  /** Of the last release, all runs together. */
  public Dataset<Row> published() {
    Optional<Release> last = releases.last();
    if (last.isEmpty() && newerRefused().isPresent()) {
      throw TruecountException.invalid(
          Problem.of(
              "nothing has been published",
              Warehouses.shown(config),
              "to see what the last run refused: --run " + newerRefused().get()));
    }
    Release release = last.orElseThrow(() -> Warehouses.nothingPublished(config));
    return store.read(QUARANTINE, release.tables().getOrDefault(QUARANTINE, ""));
  }

  /** Of one run: what it has staged, else what it has published. */
  public Dataset<Row> of(String run) {
    Set<String> known = known();
    if (!known.contains(run)) {
      throw TruecountException.invalid(
          Problem.of(
              "unknown run \"%s\"".formatted(run),
              Warehouses.shown(config),
              known.isEmpty() ? "run the nightly first" : Suggestion.remedy(run, known)));
    }
    Staging staging = store.staging(run);
    Dataset<Row> rows =
        staging.staged().contains(QUARANTINE) ? staging.read(QUARANTINE) : published();
    return rows.filter(col(EventTables.RUN_ID).equalTo(run));
  }

  /** The last run of all, when it was refused. */
  public Optional<String> newerRefused() {
    return ledger().stream()
        .findFirst()
        .filter(row -> row.getString(1).equals("refused"))
        .filter(row -> releases.last().map(last -> isAfter(row, last)).orElse(true))
        .map(row -> row.getString(0));
  }

  private static boolean isAfter(Row row, Release release) {
    return row.<Timestamp>getAs("started_at").toInstant().isAfter(release.publishedAt());
  }

  private Set<String> known() {
    Set<String> known = new TreeSet<>();
    releases.newestFirst().forEach(release -> known.add(release.runId()));
    ledger().forEach(row -> known.add(row.getString(0)));
    return known;
  }

  /** One row a step of a run: a few thousand a year; newest first. */
  private List<Row> ledger() {
    return store.exists(Ledger.RUNS.name())
        ? store
            .read(Ledger.RUNS.name())
            .select("run_id", "status", "started_at")
            .orderBy(col("started_at").desc(), col("run_id"))
            .collectAsList()
        : List.of();
  }
}
