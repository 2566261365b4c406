package io.truecount.jobs.command;

import picocli.CommandLine.Command;

/** {@code truecount identity}: which identifiers are of one customer. */
@Command(
    name = "identity",
    description = "Try the rules that decide which identifiers are of one customer.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = IdentityTryCommand.class)
public final class IdentityCommand {}
