package io.truecount.jobs.cli;

import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.PrintStream;
import java.util.List;

/** Prints failures for people and gives the exit code. */
public final class Errors {
  /** Set to see stack traces. */
  private static final String DEBUG = "TRUECOUNT_DEBUG";

  private Errors() {}

  /** Prints {@code error} and returns the exit code that belongs to it. */
  public static int report(Throwable error, PrintStream out) {
    if (System.getenv(DEBUG) != null) {
      error.printStackTrace(out);
    }
    if (Interruption.happened()) {
      return Outcome.FAILED.exitCode();
    }
    if (error instanceof TruecountException known) {
      problems(known.problems(), out);
      return known.outcome().exitCode();
    }
    Throwable root = root(error);
    out.printf("error: %s: %s%n", root.getClass().getSimpleName(), firstLine(root));
    out.printf("    -> set %s=1 to see where; the last release stands%n", DEBUG);
    return Outcome.FAILED.exitCode();
  }

  private static void problems(List<Problem> problems, PrintStream out) {
    problems.forEach(problem -> out.println("error: " + problem));
    if (problems.size() > 1) {
      out.printf("%d errors%n", problems.size());
    }
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }
}
