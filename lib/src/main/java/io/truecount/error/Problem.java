package io.truecount.error;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong, for the person who can correct it.
 *
 * @param what what is wrong, one sentence without a full stop
 * @param where the place: {@code file:line}, a table, a record; empty when there is none
 * @param why why it matters; empty when obvious
 * @param remedy what to do now
 */
public record Problem(String what, String where, String why, String remedy) {
  public Problem {
    requireNonNull(what);
    requireNonNull(where);
    requireNonNull(why);
    requireNonNull(remedy);
  }

  public static Problem of(String what, String where, String remedy) {
    return new Problem(what, where, "", remedy);
  }

  /** For people: {@code where: what. why. Remedy}, leaving out what is empty. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!where.isEmpty()) {
      text.append(where).append(": ");
    }
    text.append(what);
    if (!why.isEmpty()) {
      text.append(" (").append(why).append(')');
    }
    if (!remedy.isEmpty()) {
      text.append("\n    -> ").append(remedy);
    }
    return text.toString();
  }
}
