package io.truecount.jobs.command;

import static java.util.stream.Collectors.toMap;

import io.truecount.config.ProjectConfig;
import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.Recovery;
import io.truecount.jobs.release.Warehouse;
import io.truecount.project.Project;
import io.truecount.table.Lease;
import io.truecount.table.Maintained;
import io.truecount.table.Maintenance;
import io.truecount.table.TableDefinition;
import io.truecount.table.Upkeep.Mode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount maintain}: merges small files, and deletes what no kept release needs. */
@Command(
    name = "maintain",
    description =
        "Merge small files, and delete what no kept release needs: versions that only expired"
            + " releases had, files of runs that were killed, and what was staged long ago. No row"
            + " changes. Safe beside readers, and beside a nightly, for which it waits. The block"
            + " maintain of truecount.conf says what is kept.")
public final class MaintainCommand implements Callable<Integer> {
  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Mixin private WaitOption wait = new WaitOption();

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() throws IOException {
    Duration patience = wait.patience();
    Project project = Nightly.standard().project(options.project(), options.overrides());
    try (SparkSession spark = Sessions.start(project.config().table())) {
      Warehouse warehouse = Warehouse.read(spark, project);
      if (dryRun) {
        maintain(spark, project, warehouse, Mode.DRY_RUN, () -> {});
      } else {
        try (Lease lease = warehouse.leases().acquire("maintain", patience)) {
          Recovery.under(lease, warehouse);
          maintain(spark, project, warehouse, Mode.APPLY, lease::require);
        }
      }
    }
    return Outcome.DONE.exitCode();
  }

  private void maintain(
      SparkSession spark, Project project, Warehouse warehouse, Mode mode, Runnable permission) {
    ProjectConfig config = project.config();
    Instant now = InstantSource.system().instant();
    Maintenance maintenance =
        new Maintenance(
            spark,
            warehouse.store(),
            warehouse.releases(),
            config.table(),
            config.maintain(),
            now,
            mode);
    maintenance.begin().forEach(System.err::println);
    MaintainedTables tables = new MaintainedTables();
    Map<String, List<String>> orders =
        project.tables().stream().collect(toMap(TableDefinition::name, TableDefinition::order));
    for (String table : maintenance.tables()) {
      permission.run();
      long start = System.nanoTime();
      Maintained done = maintenance.of(table, orders.getOrDefault(table, List.of()));
      tables.add(done, Duration.ofNanos(System.nanoTime() - start));
    }
    tables.print(output, System.out);
  }
}
