package io.truecount.error;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every failure that has a message for the user: its problems, and how the command ends. */
public final class TruecountException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Outcome outcome;
  private final transient List<Problem> problems;

  private TruecountException(Outcome outcome, List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(Problem::toString).collect(joining("\n")), cause);
    this.outcome = outcome;
    this.problems = List.copyOf(problems);
  }

  /** Bad usage or configuration. */
  public static TruecountException invalid(Problem problem) {
    return invalid(List.of(problem));
  }

  /** Bad usage or configuration, all of its problems at once. */
  public static TruecountException invalid(List<Problem> problems) {
    return new TruecountException(Outcome.INVALID, problems, null);
  }

  /** Something broke while running. */
  public static TruecountException failed(Problem problem) {
    return new TruecountException(Outcome.FAILED, List.of(problem), null);
  }

  /** Several things broke while running. */
  public static TruecountException failed(List<Problem> problems) {
    return new TruecountException(Outcome.FAILED, problems, null);
  }

  /** Something broke while running, because of {@code cause}. */
  public static TruecountException failed(Problem problem, Throwable cause) {
    return new TruecountException(Outcome.FAILED, List.of(problem), cause);
  }

  /** Publishing was refused. */
  public static TruecountException refused(List<Problem> problems) {
    return new TruecountException(Outcome.REFUSED, problems, null);
  }

  public Outcome outcome() {
    return outcome;
  }

  /** One with the whole message when the exception comes from another process. */
  public List<Problem> problems() {
    return Optional.ofNullable(problems)
        .orElseGet(() -> List.of(Problem.of(String.valueOf(getMessage()), "", "")));
  }
}
