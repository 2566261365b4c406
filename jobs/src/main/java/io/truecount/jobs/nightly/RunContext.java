package io.truecount.jobs.nightly;

import io.truecount.config.ProjectConfig;
import io.truecount.config.Run;
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
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import io.truecount.table.TableStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What every step of a run works with. */
public final class RunContext {
  private final SparkSession spark;
  private final Project project;
  private final Run run;
  private final InstantSource clock;
  private final Warehouse warehouse;
  private final Staging staging;
  private final Approvals approvals;
  private final List<Execution> executions = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();

  /**
   * @param clock wall-clock time for the ledger; no table's content comes from it
   */
  public RunContext(SparkSession spark, Project project, Run run, InstantSource clock) {
    this.spark = spark;
    this.project = project;
    this.run = run;
    this.clock = clock;
    Folders.warehouse(project.config().table());
    this.warehouse = Warehouse.open(spark, project, clock);
    this.staging = warehouse.store().staging(run.id());
    this.approvals = new Approvals(spark, project.config().table());
  }

  public SparkSession spark() {
    return spark;
  }

  public Project project() {
    return project;
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
}
