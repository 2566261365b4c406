package io.truecount.jobs.nightly;

import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.ErrorTranslator;
import io.truecount.jobs.cli.FullDisk;
import io.truecount.jobs.cli.Progress;
import io.truecount.jobs.release.Recovery;
import io.truecount.project.ColumnCheck;
import io.truecount.quality.Attempt;
import io.truecount.quality.Ledger;
import io.truecount.quality.Ledger.Status;
import io.truecount.table.Lease;
import io.truecount.table.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Runs steps one after the other under the warehouse's lease, reports their progress, and writes
 * the run ledger.
 */
public final class Runner {
  private final RunContext context;
  private final Lease lease;
  private final Progress progress;
  private final List<Ledger.Step> done = new ArrayList<>();

  private Runner(RunContext context, Lease lease, Progress progress) {
    this.context = context;
    this.lease = lease;
    this.progress = progress;
  }

  /**
   * Runs the steps.
   *
   * @param nightly that the steps are of
   * @param patience how long to wait for another command that writes to the warehouse
   * @return wall-clock seconds
   * @throws TruecountException of the step that failed; the ledger says so too
   */
  public static double run(
      Nightly nightly, RunContext context, List<Step> steps, Duration patience) {
    Progress progress = Progress.onStandardError();
    try (Lease lease = context.leases().acquire(purpose(context, steps), patience)) {
      Recovery.under(lease, context.warehouse());
      StepOrder.check(nightly, context, steps.get(0));
      refuseOlder(context);
      if (nightly.isFirst(steps.get(0))) {
        ColumnCheck.check(context.spark(), context.project());
        StoredTypes.check(context);
        NewProperties.line(context).ifPresent(progress::say);
      }
      return new Runner(context, lease, progress).run(steps);
    } catch (Exception e) { // Spark's checked ones come undeclared
      Optional<TruecountException> full = FullDisk.of(e, disks(context));
      if (full.isPresent()) {
        throw full.get();
      }
      throw e;
    }
  }

  /** The warehouse, and what Spark spills to. */
  private static List<Path> disks(RunContext context) {
    String spill =
        context.spark().conf().get("spark.local.dir", System.getProperty("java.io.tmpdir"));
    return Stream.concat(
            Stream.of(context.config().table().warehouse()), Stream.of(spill.split(",", -1)))
        .filter(folder -> folder.startsWith("/"))
        .map(Path::of)
        .toList();
  }

  private static String purpose(RunContext context, List<Step> steps) {
    String what = steps.size() == 1 ? steps.get(0).name() : Nightly.NAME;
    return "run %s of %s".formatted(what, context.run().interval());
  }

  private double run(List<Step> steps) {
    try {
      steps.forEach(this::run);
    } catch (Exception e) {
      writeDown(e);
      throw e;
    }
    context.ledger().steps(context.run(), done);
    return done.stream().mapToDouble(step -> step.seconds().orElse(0)).sum();
  }

  /** Readers take the newest release, so time must not go back from one to the next. */
  private static void refuseOlder(RunContext context) {
    Instant asOf = context.run().asOf();
    Optional<Release> newer = context.releases().last().filter(last -> asOf.isBefore(last.asOf()));
    if (newer.isPresent()) {
      Instant start = context.run().interval().start();
      Release last = newer.get();
      throw TruecountException.invalid(
          new Problem(
              "the run is as of %s, release %d is as of %s already"
                  .formatted(asOf, last.number(), last.asOf()),
              "run " + context.run().id(),
              "readers would get older customers, metrics and audiences as the newest",
              "to load past days again, run them up to then: --interval %s/%s"
                  .formatted(start, last.asOf())));
    }
  }

  /** What broke the step may break the ledger too; the step's failure is the one to report. */
  private void writeDown(Exception failure) {
    try {
      context.ledger().steps(context.run(), done);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void run(Step step) {
    Instant start = context.clock().instant();
    note(Optional.of(new Attempt.Current(step.name(), start)));
    context.begin(step.name(), start);
    progress.begin(step.name());
    try {
      String message = step.run(context);
      double seconds = record(step, start, Status.SUCCEEDED, message);
      note(Optional.empty());
      progress.end(step.name(), seconds, message);
    } catch (Throwable e) { // Spark's checked ones come undeclared
      TruecountException known = known(e, step);
      double seconds = record(step, start, status(known), String.valueOf(known.getMessage()));
      progress.fail(step.name(), seconds);
      throw known;
    }
  }

  /** For the next holder of the lease, should this process die. */
  private void note(Optional<Attempt.Current> current) {
    lease.note(new Attempt(context.run(), done, current).toJson());
  }

  private double record(Step step, Instant start, Status status, String message) {
    double seconds = Duration.between(start, context.clock().instant()).toMillis() / 1000.0;
    done.add(new Ledger.Step(step.name(), status, start, OptionalDouble.of(seconds), message));
    return seconds;
  }

  private TruecountException known(Throwable failure, Step step) {
    ErrorTranslator translator =
        new ErrorTranslator(new ProjectPlaces(context.project()), "step " + step.name());
    return FullDisk.of(failure, disks(context)).orElseGet(() -> translator.translate(failure));
  }

  private static Status status(TruecountException failure) {
    return failure.outcome() == Outcome.REFUSED ? Status.REFUSED : Status.FAILED;
  }
}
