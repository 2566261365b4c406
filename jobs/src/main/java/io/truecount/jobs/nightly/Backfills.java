package io.truecount.jobs.nightly;

import io.truecount.audience.Audience;
import io.truecount.audience.Snapshot;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.Progress;
import io.truecount.jobs.cli.Version;
import io.truecount.jobs.release.Warehouse;
import io.truecount.jobs.release.Warehouses;
import io.truecount.project.Project;
import io.truecount.table.Release;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Publishes past membership of an audience as a release: written, checked, published. */
public final class Backfills {
  private Backfills() {}

  /**
   * Runs a backfill under the warehouse's lease. Repeating it repeats its result.
   *
   * @param patience how long to wait for another command that writes to the warehouse
   * @throws TruecountException invalid, when the audience was evaluated in that time already, or
   *     the last release is older
   */
  public static void run(
      SparkSession spark,
      Project project,
      Audience audience,
      BackfillRange range,
      Duration patience) {
    List<Snapshot> times = range.snapshots();
    Release last =
        Warehouse.read(spark, project)
            .releases()
            .last()
            .orElseThrow(() -> Warehouses.nothingPublished(project.config().table()));
    if (times.get(times.size() - 1).asOf().isAfter(last.asOf())) {
      throw TruecountException.invalid(
          new Problem(
              "a backfill up to " + range.to(),
              "--to",
              "the last release is as of %s: later events are not loaded".formatted(last.asOf()),
              "end with that date or an earlier one"));
    }
    RunContext context =
        new RunContext(
            spark,
            project,
            range.run(audience.name(), last, project.config().hash(), Version.current()),
            InstantSource.system());
    Step job = new BackfillJob(audience, times, Progress.onStandardError());
    Step publish = new PublishJob();
    Nightly nightly = new Nightly(List.of(job, publish), Nightly.standard().formats());
    Runner.run(nightly, context, List.of(job, publish), patience);
  }
}
