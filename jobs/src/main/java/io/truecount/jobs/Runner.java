package io.truecount.jobs;

import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.ErrorTranslator;
import io.truecount.jobs.cli.Progress;
import io.truecount.quality.Ledger;
import io.truecount.table.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs steps one after the other, tells how they go, and writes the run ledger. */
final class Runner {
  private final RunContext context;
  private final Progress progress;
  private final List<Ledger.Step> done = new ArrayList<>();

  private Runner(RunContext context, Progress progress) {
    this.context = context;
    this.progress = progress;
  }

  /**
   * Runs the steps.
   *
   * @return wall-clock seconds
   * @throws TruecountException of the step that failed; the ledger says so too
   */
  static double run(RunContext context, List<Step> steps) {
    context.publisher().recover();
    refuseOlder(context);
    if (steps.get(0) == Nightly.STEPS.get(0)) {
      ColumnCheck.check(context.spark(), context.definitions());
    }
    Runner runner = new Runner(context, Progress.onStandardError());
    try {
      steps.forEach(runner::run);
    } catch (Exception e) {
      runner.tellOf(e);
      throw e;
    }
    context.ledger().steps(context.run(), runner.done);
    return runner.done.stream().mapToDouble(Ledger.Step::seconds).sum();
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

  /** What broke the step may break the ledger too; the step's failure is the one to tell. */
  private void tellOf(Exception failure) {
    try {
      context.ledger().steps(context.run(), done);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void run(Step step) {
    progress.begin(step.name());
    Instant start = context.clock().instant();
    try {
      String message = step.run(context);
      double seconds = record(step, start, "succeeded", message);
      progress.end(step.name(), seconds, message);
    } catch (Throwable e) { // Spark's checked ones come undeclared
      ErrorTranslator translator =
          new ErrorTranslator(new ProjectPlaces(context.definitions()), "step " + step.name());
      TruecountException known = translator.translate(e);
      double seconds = record(step, start, status(known), String.valueOf(known.getMessage()));
      progress.fail(step.name(), seconds);
      throw known;
    }
  }

  private double record(Step step, Instant start, String status, String message) {
    double seconds = Duration.between(start, context.clock().instant()).toMillis() / 1000.0;
    done.add(new Ledger.Step(step.name(), status, start, seconds, message));
    return seconds;
  }

  private static String status(TruecountException failure) {
    return failure.outcome() == Outcome.REFUSED ? "refused" : "failed";
  }
}
