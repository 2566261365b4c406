package io.truecount.jobs.command;

import picocli.CommandLine.Command;

/** {@code truecount metrics}: what is defined, and its numbers. */
@Command(
    name = "metrics",
    description = "List, query, explain, check, compare and export metrics.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      MetricsListCommand.class,
      MetricsQueryCommand.class,
      MetricsExplainCommand.class,
      MetricsDimensionsCommand.class,
      MetricsExportCommand.class,
      MetricsDiffCommand.class,
      MetricsValidateCommand.class,
    })
public final class MetricsCommand {}
