package io.truecount.error;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects every problem of one examination, so that a user sees all of them at once. */
public final class Problems {
  private static final Pattern LINE = Pattern.compile(":(\\d+)$");
  private static final Comparator<Problem> BY_PLACE =
      comparing(Problems::file).thenComparing(comparingInt(Problems::line));

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

  /** Throws {@link TruecountException} with all of them, by file and line, when there are any. */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw TruecountException.invalid(problems.stream().distinct().sorted(BY_PLACE).toList());
    }
  }

  private static String file(Problem problem) {
    return LINE.matcher(problem.where()).replaceFirst("");
  }

  private static int line(Problem problem) {
    Matcher line = LINE.matcher(problem.where());
    return line.find() ? Integer.parseInt(line.group(1)) : 0;
  }
}
