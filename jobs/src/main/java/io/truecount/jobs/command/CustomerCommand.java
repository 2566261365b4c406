package io.truecount.jobs.command;

import picocli.CommandLine.Command;

/** {@code truecount customer}: who one customer is, and why. */
@Command(
    name = "customer",
    description =
        "Who one customer of the last release is, and why two identifiers are one or two.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CustomerShowCommand.class,
      CustomerWhyCommand.class,
      CustomerWhynotCommand.class,
    })
public final class CustomerCommand {}
