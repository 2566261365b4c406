package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.CustomerRecord;
import io.truecount.project.Project;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecount customer show ID}: identifiers, traits, merges and splits of one customer. */
@Command(
    name = "show",
    description =
        "One customer of the last release: identifiers, traits with the rule that chose them, links"
            + " that were refused, overrides, and what became of its id over time.")
final class CustomerShowCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "A customer id, also one that has been merged, or TYPE=VALUE of an identifier.")
  private String asked = "";

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; csv has the identifiers.")
  private OutputFormat output = OutputFormat.text;

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() throws IOException {
    Project project = Nightly.standard().project(options.project(), options.overrides());
    try (SparkSession spark = Sessions.start(project.config().table())) {
      CustomerRecord found = CustomerRecord.of(spark, project, asked, "truecount customer show");
      switch (output) {
        case text -> CustomerText.print(found, System.out);
        case json -> System.out.println(CustomerJson.of(found));
        case csv -> CustomerText.identifiers(found).print(output, System.out);
      }
    }
    return Outcome.DONE.exitCode();
  }
}
