package io.truecount.jobs.command;

import io.truecount.config.Interval;
import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.ChangedDefinitions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.model.RowByRow;
import io.truecount.model.Variables;
import io.truecount.project.ColumnCheck;
import io.truecount.project.IgnoredFiles;
import io.truecount.project.LakeCheck;
import io.truecount.project.Project;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code truecount validate}: every error of a project at once; Spark starts for --columns, --lake
 * and --warehouse only.
 */
@Command(
    name = "validate",
    description =
        "Check a project: every error at once, no Spark started. With --columns also that the columns"
            + " that models and metrics name exist, as a nightly does before it reads anything."
            + " Says of each model whether a night computes the rows of changed events only, and with"
            + " --warehouse what the next run computes again since definitions have changed."
            + " With --lake it warns of paths without files, and of events that audiences ask for and"
            + " no record of the newest 31 load dates is.")
public final class ValidateCommand implements Callable<Integer> {
  @Mixin private ProjectOptions options = new ProjectOptions();

  @Option(names = "--columns", description = "Look up columns too; starts Spark.")
  private boolean columns;

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description =
          "Instant at which overrides that have not expired may not contradict each other (default:"
              + " the beginning of today, UTC).")
  private @Nullable String asOf;

  @Override
  public Integer call() throws IOException {
    Instant then =
        asOf == null
            ? InstantSource.system().instant().truncatedTo(ChronoUnit.DAYS)
            : Interval.option("--as-of", asOf);
    Project project = Nightly.standard().project(options.project(), options.overrides(), then);
    if (columns) {
      try (SparkSession spark = Sessions.files()) {
        ColumnCheck.check(spark, project);
      }
    }
    List<Problem> warnings = new ArrayList<>(IgnoredFiles.of(options.project()));
    if (options.overrides().lake().isPresent()) {
      try (SparkSession spark = Sessions.files()) {
        warnings.addAll(LakeCheck.warnings(spark, project));
      }
    }
    warnings.forEach(p -> System.err.println("warning: " + p));
    System.out.printf(
        "%s is valid: %d sources, %d models, %d metrics, %d audiences%n",
        options.project(),
        project.config().sources().size(),
        project.models().models().size(),
        project.manifest().metrics().size(),
        project.audiences().size());
    RowByRow.of(project.models(), Variables.example(project.config().variables()))
        .forEach((model, how) -> System.out.printf("model %s: %s%n", model, how.text()));
    if (options.overrides().warehouse().isPresent()) {
      printChanges(project);
    }
    return Outcome.DONE.exitCode();
  }

  private static void printChanges(Project project) throws IOException {
    try (SparkSession spark = Sessions.start(project.config().table())) {
      ChangedDefinitions.of(spark, project).lines().forEach(System.out::println);
    }
  }
}
