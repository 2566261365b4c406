package io.truecount.jobs.command;

import picocli.CommandLine.Command;

/** {@code truecount quarantine}: what was refused, and why. */
@Command(
    name = "quarantine",
    description = "List refused records, also those of a run that was not published.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = QuarantineListCommand.class)
public final class QuarantineCommand {}
