package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.truecount.config.ProjectConfig;
import io.truecount.config.Run;
import io.truecount.error.Problems;
import io.truecount.identity.OverrideConflicts;
import io.truecount.jobs.release.Warehouse;
import io.truecount.project.Project;
import io.truecount.quality.CheckResult;
import io.truecount.quality.LastAttempt;
import io.truecount.quality.LastAttempt.Execution;
import io.truecount.quality.Ledger;
import io.truecount.table.Approvals;
import io.truecount.table.Folders;
import io.truecount.table.Leases;
import io.truecount.table.Publisher;
import io.truecount.table.Releases;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import io.truecount.table.TablePart;
import io.truecount.table.TableStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What every step of a run works with. */
public final class RunContext {
  private final SparkSession spark;
  private final Project declared;
  private final Project project;
  private final Run run;
  private final InstantSource clock;
  private final Warehouse warehouse;
  private final Staging staging;
  private final Approvals approvals;
  private final Extent extent;
  private final List<Execution> executions = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();

  /** How much of its tables a run computes. */
  public enum Extent {
    /** What the run touches; the rest is taken over from the release before. */
    TOUCHED,
    /** All rows, from the events on. */
    FULL
  }

  /**
   * A run that computes what it touches.
   *
   * @param clock wall-clock time for the ledger; no table's content comes from it
   */
  public RunContext(SparkSession spark, Project project, Run run, InstantSource clock) {
    this(spark, project, run, clock, Extent.TOUCHED);
  }

  /**
   * A run that computes as much as it says.
   *
   * @throws io.truecount.error.TruecountException invalid, when overrides that act as of the run
   *     contradict each other
   */
  public RunContext(
      SparkSession spark, Project project, Run run, InstantSource clock, Extent extent) {
    this.spark = spark;
    this.declared = project;
    this.project = project.at(run.asOf());
    Problems problems = new Problems();
    OverrideConflicts.check(this.project.config().identity(), problems);
    problems.throwIfAny();
    this.run = run;
    this.clock = clock;
    Folders.warehouse(project.config().table());
    this.warehouse = Warehouse.open(spark, project, clock);
    this.staging = warehouse.store().staging(run.id());
    this.approvals = new Approvals(spark, project.config().table());
    this.extent = extent;
  }

  public SparkSession spark() {
    return spark;
  }

  /** With the overrides that act as of the run. */
  public Project project() {
    return project;
  }

  /** With all overrides, those that have expired too. */
  Project declared() {
    return declared;
  }

  public ProjectConfig config() {
    return project.config();
  }

  public Run run() {
    return run;
  }

  InstantSource clock() {
    return clock;
  }

  Warehouse warehouse() {
    return warehouse;
  }

  public TableStore store() {
    return warehouse.store();
  }

  public Staging staging() {
    return staging;
  }

  public Releases releases() {
    return warehouse.releases();
  }

  public Publisher publisher() {
    return warehouse.publisher();
  }

  Extent extent() {
    return extent;
  }

  Touches touches() {
    return new Touches(this);
  }

  /** The rows that a run adds to a table that keeps those of all runs. */
  Slice ofThisRun(String column) {
    return new Slice.Equal(column, run.id());
  }

  Approvals approvals() {
    return approvals;
  }

  Ledger ledger() {
    return warehouse.ledger();
  }

  Leases leases() {
    return warehouse.leases();
  }

  /**
   * Notes that a step begins in this process; the ledger knows of it only when the process ends.
   */
  void begin(String step, Instant start) {
    executions.add(new Execution(step, start.truncatedTo(ChronoUnit.MICROS)));
  }

  /** What was checked in the last attempt at this run, by this process or by others. */
  List<CheckResult> checks() {
    List<Execution> all = new ArrayList<>(ledger().executions(run));
    all.addAll(executions);
    return LastAttempt.checks(IngestJob.NAME, all, ledger().checks(run));
  }

  /** Tables and views of the release before that the publish of this process has taken out. */
  List<String> dropped() {
    return dropped;
  }

  /**
   * Stages a part of a table beside the rows that the release before has outside of it. Another run
   * of the same interval may have been published since.
   */
  void stage(TablePart part) {
    if (part.slice().isEmpty() || isAsBefore(part.table().name())) {
      part.stage(staging);
    } else {
      Column inside = coalesce(part.slice().get().condition(), lit(false));
      Dataset<Row> others = before(part.table()).orElseGet(() -> part.table().empty(spark));
      staging.overwrite(part.table(), others.filter(not(inside)).unionByName(part.rows()));
    }
  }

  /** Leaves a table as the release before has it; forgets what the run has staged for it. */
  void keep(TableDefinition table) {
    staging.discard(table.name());
    if (!isAsBefore(table.name())) {
      before(table).ifPresent(rows -> staging.overwrite(table, rows));
    }
  }

  /** Stages a table without rows; nothing where the release before has none either. */
  void stageNone(TableDefinition table) {
    if (before(table).filter(Dataset::isEmpty).isPresent()) {
      keep(table);
    } else {
      staging.overwrite(table, table.empty(spark));
    }
  }

  /** Whether the published rows of a table are those of the release before, in whatever files. */
  boolean isAsBefore(String table) {
    return releases()
        .base(run.id())
        .map(release -> release.tables().getOrDefault(table, ""))
        .filter(version -> store().exists(table))
        .filter(version -> store().withSameRows(table, version).equals(store().version(table)))
        .isPresent();
  }

  /** A table as this run sees it, in the columns that it has in the project of today. */
  public Dataset<Row> read(TableDefinition table) {
    return table.conform(staging.read(table.name()));
  }

  /** A table as it was in the release that this run builds on; as {@link #read} otherwise. */
  public Optional<Dataset<Row>> before(TableDefinition table) {
    return releases()
        .base(run.id())
        .map(release -> release.tables().getOrDefault(table.name(), ""))
        .filter(version -> !version.isEmpty())
        .map(version -> table.conform(store().read(table.name(), version)));
  }

  /** As {@link #before}, without rows where there is no such release or table. */
  Dataset<Row> beforeOrNone(TableDefinition table) {
    return before(table).orElseGet(() -> table.empty(spark));
  }
}
