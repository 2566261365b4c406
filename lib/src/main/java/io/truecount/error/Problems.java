package io.truecount.error;

import java.util.ArrayList;
import java.util.List;

/** Collects every problem of one examination, so that a user sees all of them at once. */
public final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  public void add(Problem problem) {
    problems.add(problem);
  }

  /** A problem whose reason is obvious. */
  public void add(String what, String where, String remedy) {
    problems.add(Problem.of(what, where, remedy));
  }

  public void addAll(List<Problem> others) {
    problems.addAll(others);
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public List<Problem> list() {
    return List.copyOf(problems);
  }

  /** Throws {@link TruecountException} with all of them when there are any. */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw TruecountException.invalid(problems);
    }
  }
}
