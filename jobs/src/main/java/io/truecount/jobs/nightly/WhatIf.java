package io.truecount.jobs.nightly;

import io.truecount.audience.AudienceTables;
import io.truecount.config.Run;
import io.truecount.error.TruecountException;
import io.truecount.identity.IdentityDifference;
import io.truecount.identity.IdentityQuality;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.jobs.cli.Progress;
import io.truecount.jobs.release.Recovery;
import io.truecount.jobs.release.Warehouse;
import io.truecount.jobs.release.Warehouses;
import io.truecount.project.Project;
import io.truecount.table.Lease;
import io.truecount.table.Release;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What the last release would be under other identity rules: the steps of the nightly that depend
 * on identities are run on its events, for a run of their own that is never published. What they
 * stage is discarded at the end; no table's published rows change.
 *
 * @param release that the rules were tried on
 * @param difference of the customers
 * @param qualityBefore what the release's own run measured; empty for one of an older version
 * @param before metrics over all time and members of audiences in the release
 * @param after the same under the other rules
 */
public record WhatIf(
    Release release,
    IdentityDifference difference,
    IdentityQuality qualityBefore,
    IdentityQuality qualityAfter,
    Figures before,
    Figures after) {
  /** The id of the run, which is no interval's: it can never be taken for a run to publish. */
  static final String RUN_ID = "what_if";

  private static final int MOVERS = 10;

  /** Metrics over all time, those with a value, and members by audience. */
  public record Figures(Map<String, Double> metrics, Map<String, Long> audiences) {}

  /**
   * Runs the steps.
   *
   * <p>Cost: that of these steps of a {@code --full} nightly, and as much room on the disk as they
   * take; other runs wait meanwhile.
   *
   * @param project as the last release was made by, but for the identity rules to try
   * @param patience how long to wait for another command that writes to the warehouse
   * @throws TruecountException invalid, when there is no release or the project's tables differ
   *     from those of the release
   */
  public static WhatIf of(
      SparkSession spark, Project project, InstantSource clock, Duration patience) {
    Warehouse warehouse = Warehouse.read(spark, project);
    try (Lease lease = warehouse.leases().acquire("what-if of identity rules", patience)) {
      Recovery.under(lease, warehouse);
      Release last =
          warehouse
              .releases()
              .last()
              .orElseThrow(() -> Warehouses.nothingPublished(project.config().table()));
      RunContext context = new RunContext(spark, project, run(last), clock, RunContext.Extent.FULL);
      UnchangedTables.check(context, steps(), last);
      return run(context, last);
    }
  }

  /** Those that depend on identities: from the resolution on, before anything is checked. */
  private static List<Step> steps() {
    Nightly nightly = Nightly.standard();
    List<String> names = nightly.names();
    return nightly.steps().subList(names.indexOf(ResolveJob.NAME), names.indexOf(CheckJob.NAME));
  }

  private static Run run(Release last) {
    return new Run(
        RUN_ID, Run.interval(last.runId()), last.asOf(), last.configHash(), last.codeVersion());
  }

  private static WhatIf run(RunContext context, Release last) {
    discard(context); // of one that was killed
    Set<String> tables = Set.copyOf(context.store().tables());
    try {
      Figures before = figures(context, last.runId());
      IdentityQuality qualityBefore = IdentityQualities.of(context, last.runId());
      Progress progress = Progress.onStandardError();
      steps().forEach(step -> run(context, step, progress));
      return new WhatIf(
          last,
          difference(context),
          qualityBefore,
          IdentityQualities.of(context, RUN_ID),
          before,
          figures(context, RUN_ID));
    } finally {
      discard(context);
      context.store().tables().stream()
          .filter(table -> !tables.contains(table))
          .forEach(context.store()::retire); // no run has had rows for it yet
    }
  }

  private static void run(RunContext context, Step step, Progress progress) {
    Instant start = context.clock().instant();
    progress.begin(step.name());
    String message = step.run(context);
    double seconds = Duration.between(start, context.clock().instant()).toMillis() / 1000.0;
    progress.end(step.name(), seconds, message);
  }

  private static void discard(RunContext context) {
    context.staging().discardAll();
    context.touches().forget();
  }

  private static IdentityDifference difference(RunContext context) {
    Dataset<Row> moves = context.read(IdentityRunTables.mapHistory());
    Dataset<Row> changes = context.read(IdentityRunTables.changes());
    var ofThisRun = context.ofThisRun(IdentityTables.RUN_ID).condition();
    return IdentityDifference.of(
        context.before(IdentityTables.map()).orElseThrow(),
        context.read(IdentityTables.map()),
        moves.where(ofThisRun),
        changes.where(ofThisRun),
        MOVERS);
  }

  private static Figures figures(RunContext context, String runId) {
    return new Figures(
        context.project().manifest().metrics().isEmpty() ? Map.of() : Summary.metrics(context),
        context.staging().exists(AudienceTables.sizes().name())
            ? Summary.audiences(context, runId)
            : Map.of());
  }
}
