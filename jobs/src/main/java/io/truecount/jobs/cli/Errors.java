package io.truecount.jobs.cli;

import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.PrintStream;
import java.util.List;

/** Prints failures for people and gives the exit code. */
public final class Errors {
  /** Set to see stack traces, as with {@code --debug}. */
  private static final String DEBUG = "TRUECOUNT_DEBUG";

  /** Whether stack traces are printed. */
  public enum Detail {
    PROBLEMS,
    STACK_TRACES
  }

  private Errors() {}

  /**
   * Prints {@code error} and returns the exit code that belongs to it; no value of the data is
   * printed, with stack traces neither.
   */
  public static int report(Throwable error, ErrorPlaces places, Detail detail, PrintStream out) {
    if (detail == Detail.STACK_TRACES || System.getenv(DEBUG) != null) {
      StackTraces.print(error, out);
    }
    if (Interruption.happened()) {
      return Outcome.FAILED.exitCode();
    }
    TruecountException known = new ErrorTranslator(places, "").translate(error);
    problems(known.problems(), out);
    return known.outcome().exitCode();
  }

  private static void problems(List<Problem> problems, PrintStream out) {
    problems.forEach(problem -> out.println("error: " + problem));
    if (problems.size() > 1) {
      out.printf("%d errors%n", problems.size());
    }
  }
}
