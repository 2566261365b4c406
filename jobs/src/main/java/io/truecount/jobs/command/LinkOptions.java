package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.LinkedIdentifiers;
import io.truecount.project.Project;
import java.io.IOException;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two identifiers that a question is about. */
final class LinkOptions {
  @Parameters(index = "0", paramLabel = "A", description = "TYPE=VALUE of an identifier.")
  private String a = "";

  @Parameters(index = "1", paramLabel = "B", description = "TYPE=VALUE of another one.")
  private String b = "";

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Mixin private ProjectOptions options = new ProjectOptions();

  /**
   * Prints the answer, which is found while the tables of the release can be read.
   *
   * @param command its name, for messages
   */
  int answer(String command, Function<LinkedIdentifiers, LinkAnswer> answer) throws IOException {
    Project project = Nightly.standard().project(options.project(), options.overrides());
    try (SparkSession spark = Sessions.start(project.config().table())) {
      answer.apply(LinkedIdentifiers.of(spark, project, a, b, command)).print(output, System.out);
    }
    return Outcome.DONE.exitCode();
  }
}
