package io.truecount.jobs.command;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.error.Outcome;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.cli.Version;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.jobs.nightly.RunContext.Extent;
import io.truecount.jobs.nightly.Runner;
import io.truecount.jobs.nightly.Step;
import io.truecount.jobs.nightly.SummaryPrinter;
import io.truecount.project.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecount run nightly} or one of its steps. */
@Command(name = "run", description = "Run the nightly, or one of its steps.")
public final class RunCommand implements Callable<Integer> {
  /** In their order, for the help. */
  static final class StepNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Nightly.standard().names().iterator();
    }
  }

  @Parameters(
      index = "0",
      paramLabel = "STEP",
      completionCandidates = StepNames.class,
      description = "nightly, or one of: ${COMPLETION-CANDIDATES}.")
  private String step = Nightly.NAME;

  /** What is run: a load interval, or a trial on the last release. */
  static final class Work {
    @Option(
        names = "--interval",
        required = true,
        paramLabel = "START/END",
        description = "Load time to process, for example 2026-03-01/2026-03-02.")
    private String interval = "";

    @Option(
        names = "--what-if",
        required = true,
        paramLabel = "FILE",
        description =
            "Of the step resolve: what the identity { … } block of this file would make of the last"
                + " release: customers, metrics and audiences before and after. Publishes nothing.")
    private @Nullable Path rules;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Work work = new Work();

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description = "Instant that rolling windows end at (default: the interval's end).")
  private @Nullable String asOf;

  @Option(
      names = "--full",
      description = "Compute everything from the events on, not only what the interval touches.")
  private boolean full;

  @Mixin private WaitOption wait = new WaitOption();

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() throws IOException {
    Nightly nightly = Nightly.standard();
    List<Step> steps = nightly.named(step);
    if (work.rules != null) {
      return WhatIfRun.of(step, work.rules, options, wait.patience(), output);
    }
    Interval span = Interval.parse(work.interval);
    Instant until = asOf == null ? span.end() : Interval.option("--as-of", asOf);
    Duration patience = wait.patience();
    Project project = nightly.project(options.project(), options.overrides(), until);
    Run run = Run.of(span, until, project.config().hash(), Version.current());
    try (SparkSession spark = Sessions.start(project.config().table())) {
      RunContext context = new RunContext(spark, project, run, InstantSource.system(), extent());
      long start = System.nanoTime();
      try {
        Runner.run(nightly, context, steps, patience);
      } catch (TruecountException e) {
        if (e.outcome() == Outcome.REFUSED) {
          print(context, start); // what was found is worth as much as of a run that is published
        }
        throw e;
      }
      print(context, start);
    }
    return Outcome.DONE.exitCode();
  }

  private Extent extent() {
    return full ? Extent.FULL : Extent.TOUCHED;
  }

  private void print(RunContext context, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    new SummaryPrinter(context, seconds, Optional.empty()).print(output, System.out);
  }
}
