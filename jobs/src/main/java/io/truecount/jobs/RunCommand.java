package io.truecount.jobs;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.Durations;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.cli.Version;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecount run nightly} or one of its steps. */
@Command(name = "run", description = "Run the nightly, or one of its steps.")
final class RunCommand implements Callable<Integer> {
  private static final String NIGHTLY = "nightly";

  @Parameters(
      index = "0",
      paramLabel = "STEP",
      description =
          "nightly, or one of: ingest, resolve, customers, models, metrics, audiences, check,"
              + " publish.")
  private String step = NIGHTLY;

  @Option(
      names = "--interval",
      required = true,
      paramLabel = "START/END",
      description = "Load time to process, for example 2026-03-01/2026-03-02.")
  private String interval = "";

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description = "Instant that rolling windows end at (default: the interval's end).")
  private @Nullable String asOf;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "1m",
      description =
          "How long to wait while another command writes to the warehouse, for example 30m"
              + " (default: 1m).")
  private String wait = "1m";

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() throws IOException {
    List<Step> steps = steps(step);
    Interval span = Interval.parse(interval);
    Instant until = asOf == null ? span.end() : Interval.option("--as-of", asOf);
    Duration patience = Durations.option("--wait", wait);
    Definitions definitions = Definitions.read(options.project(), options.overrides());
    Run run = Run.of(span, until, definitions.config().hash(), Version.current());
    try (SparkSession spark = Sessions.start(definitions.config().table())) {
      RunContext context = new RunContext(spark, definitions, run, InstantSource.system());
      long start = System.nanoTime();
      try {
        Runner.run(context, steps, patience);
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

  private void print(RunContext context, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    new SummaryPrinter(context, seconds, Optional.empty()).print(output, System.out);
  }

  private static List<Step> steps(String name) {
    if (name.equals(NIGHTLY)) {
      return Nightly.STEPS;
    }
    List<String> known = new ArrayList<>(Nightly.STEPS.stream().map(Step::name).toList());
    known.add(NIGHTLY);
    return Nightly.STEPS.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .map(List::of)
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "unknown step \"%s\"".formatted(name),
                        "truecount run",
                        Suggestion.remedy(name, known))));
  }
}
