package io.truecount.jobs.command;

import io.truecount.audience.Audience;
import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.nightly.Nightly;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount audiences list}; starts no Spark. */
@Command(name = "list", description = "All audiences with their descriptions.")
final class AudiencesListCommand implements Callable<Integer> {
  @Mixin private ProjectOptions options = new ProjectOptions();

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() {
    return list(options, output);
  }

  static int list(ProjectOptions options, OutputFormat output) {
    TablePrinter table = new TablePrinter("audience", "description");
    for (Audience audience :
        Nightly.standard().project(options.project(), options.overrides()).audiences()) {
      table.row(audience.name(), audience.description());
    }
    table.print(output, System.out);
    return Outcome.DONE.exitCode();
  }
}
