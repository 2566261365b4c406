package io.truecount.jobs.command;

import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code truecount audiences}: what is defined, how it is found, and how many they are; by itself
 * it lists.
 */
@Command(
    name = "audiences",
    description =
        "List audiences, their sizes and overlaps, how their members are found, and what a change does.",
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      AudiencesListCommand.class,
      AudiencesSizeCommand.class,
      AudiencesOverlapCommand.class,
      AudiencesExplainCommand.class,
      AudiencesDiffCommand.class,
      AudiencesBackfillCommand.class
    })
public final class AudiencesCommand implements Callable<Integer> {
  @Mixin private ProjectOptions options = new ProjectOptions();

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() {
    return AudiencesListCommand.list(options, output);
  }
}
