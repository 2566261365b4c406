package io.truecount.jobs;

import picocli.CommandLine.Command;

/** {@code truecount audiences}: what is defined, and how many they are. */
@Command(
    name = "audiences",
    description = "List audiences and their sizes.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AudiencesListCommand.class, AudiencesSizeCommand.class})
final class AudiencesCommand {}
