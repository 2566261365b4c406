package io.truecount.jobs.cli;

import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
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

  /**
   * Runs the last command that is named.
   *
   * @throws ParameterException when an option stands before that command: it would be of no effect
   */
  public static int runLast(ParseResult parsed) {
    for (ParseResult at = parsed; at.hasSubcommand(); at = at.subcommand()) {
      CommandLine last = at.subcommand().commandSpec().commandLine();
      at.matchedOptions().stream()
          .filter(option -> option.scopeType() != ScopeType.INHERIT && !option.inherited())
          .findFirst()
          .ifPresent(option -> misplaced(option.longestName(), last));
    }
    return new RunLast().execute(parsed);
  }

  private static void misplaced(String option, CommandLine last) {
    String name = last.getCommandSpec().qualifiedName();
    throw new ParameterException(
        last, "%s stands before \"%s\": write it after".formatted(option, name));
  }

  private static String suggestion(ParameterException error) {
    List<String> near =
        error instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    return near.isEmpty() ? "" : "did you mean %s? or ".formatted(String.join(" or ", near));
  }
}
