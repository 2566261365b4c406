package io.truecount.jobs;

import io.truecount.error.Outcome;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount validate}: every error of a project at once; Spark only when asked for. */
@Command(
    name = "validate",
    description =
        "Check a project: every error at once, no Spark started. With --columns also that the columns"
            + " that models and metrics name exist, as a nightly does before it reads anything.")
final class ValidateCommand implements Callable<Integer> {
  @Mixin private ProjectOptions options = new ProjectOptions();

  @Option(names = "--columns", description = "Look up columns too; starts Spark.")
  private boolean columns;

  @Override
  public Integer call() throws IOException {
    Definitions definitions = Definitions.read(options.project(), options.overrides());
    if (columns) {
      try (SparkSession spark = Sessions.files()) {
        ColumnCheck.check(spark, definitions);
      }
    }
    IgnoredFiles.of(options.project()).forEach(p -> System.err.println("warning: " + p));
    System.out.printf(
        "%s is valid: %d sources, %d models, %d metrics, %d audiences%n",
        options.project(),
        definitions.config().sources().size(),
        definitions.models().models().size(),
        definitions.manifest().metrics().size(),
        definitions.audiences().size());
    return Outcome.DONE.exitCode();
  }
}
