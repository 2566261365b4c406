package io.truecount.jobs;

import picocli.CommandLine.Command;

/** {@code truecount metrics}: what is defined, and its numbers. */
@Command(
    name = "metrics",
    description = "List, query and explain metrics.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      MetricsListCommand.class,
      MetricsQueryCommand.class,
      MetricsExplainCommand.class,
      MetricsDimensionsCommand.class,
    })
final class MetricsCommand {}
