package io.truecount.jobs.cli;

import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints what is wrong with a command's arguments in one line; the usage is a word away. */
public final class UsageErrors {
  private UsageErrors() {}

  /** Prints {@code thrown} and returns the exit code that belongs to it. */
  public static int report(ParameterException thrown, PrintStream out) {
    CommandLine command = thrown.getCommandLine();
    List<String> unmatched = command.getUnmatchedArguments();
    // an option may be missing because it is misspelt
    ParameterException shown =
        unmatched.isEmpty() ? thrown : new UnmatchedArgumentException(command, unmatched);
    String name = command.getCommandSpec().qualifiedName();
    if (command.getSubcommands().isEmpty() || shown instanceof UnmatchedArgumentException) {
      String message = String.valueOf(shown.getMessage()).lines().findFirst().orElse("");
      String help = "see %s --help".formatted(name);
      Problem problem = Problem.of(message, name, suggestion(shown) + help);
      TruecountException error = TruecountException.invalid(problem);
      return Errors.report(error, ErrorPlaces.NONE, Errors.Detail.PROBLEMS, out);
    }
    out.println(shown.getMessage());
    command.usage(out); // the list of commands is the answer
    return Outcome.INVALID.exitCode();
  }

  private static String suggestion(ParameterException error) {
    List<String> near =
        error instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    return near.isEmpty() ? "" : "did you mean %s? or ".formatted(String.join(" or ", near));
  }
}
