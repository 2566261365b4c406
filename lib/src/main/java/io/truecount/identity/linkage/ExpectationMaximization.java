package io.truecount.identity.linkage;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * How often matches agree, estimated from pairs of which it is not known which are matches, by
 * expectation maximisation (Dempster, Laird and Rubin 1977; Winkler 1988). Pairs are counted by
 * pattern of levels. The u probabilities are given and stay.
 *
 * <p>Cost: patterns × comparisons for each iteration.
 */
final class ExpectationMaximization {
  private static final int MOST_ITERATIONS = 500;
  private static final double TOLERANCE = 1e-9;
  private static final double FIRST_SHARE = 0.1;
  private static final double FIRST_M = 0.9;

  private final List<PatternCount> patterns;
  private final double[][] u;
  private final IntPredicate counts;
  private final double[][] m;
  private final double pairs;
  private double matches = FIRST_SHARE;

  /**
   * Estimates.
   *
   * @param patterns in the order of {@link PatternCount#ORDER}
   * @param counts the comparisons that say something of these pairs, by their positions
   */
  ExpectationMaximization(List<PatternCount> patterns, double[][] u, IntPredicate counts) {
    this.patterns = patterns;
    this.u = u;
    this.counts = counts;
    this.m = first(u);
    this.pairs = patterns.stream().mapToLong(PatternCount::pairs).sum();
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      if (iterate() < TOLERANCE) {
        break;
      }
    }
  }

  /** Matches agree at the closest level nearly always. */
  private static double[][] first(double[][] u) {
    double[][] m = new double[u.length][];
    for (int i = 0; i < u.length; i++) {
      m[i] = new double[u[i].length];
      Arrays.fill(m[i], (1 - FIRST_M) / Math.max(1, u[i].length - 1));
      m[i][u[i].length - 1] = FIRST_M;
    }
    return m;
  }

  /** By comparison and level; of comparisons that do not count the first guess. */
  double[][] m() {
    return m;
  }

  /** The share of these pairs that are matches. */
  double matches() {
    return matches;
  }

  /** Adds the levels of the matches that are expected among these pairs; returns their number. */
  double addMatches(LevelShares to) {
    double all = 0;
    for (PatternCount pattern : patterns) {
      double expected = pattern.pairs() * posterior(pattern);
      for (int i = 0; i < u.length; i++) {
        if (counts.test(i)) {
          to.add(i, pattern.levels().get(i), expected);
        }
      }
      all += expected;
    }
    return all;
  }

  /** The largest change of any probability. */
  private double iterate() {
    LevelShares ofMatches = new LevelShares(levels());
    double share = (addMatches(ofMatches) + 0.5) / (pairs + 1);
    double[][] next = ofMatches.shares();
    double change = Math.abs(share - matches);
    for (int i = 0; i < u.length; i++) {
      for (int level = 0; level < u[i].length && counts.test(i); level++) {
        change = Math.max(change, Math.abs(next[i][level] - m[i][level]));
        m[i][level] = next[i][level];
      }
    }
    matches = share;
    return change;
  }

  private int[] levels() {
    return Arrays.stream(u).mapToInt(levels -> levels.length - 1).toArray();
  }

  /** The probability that pairs of a pattern are matches, by Bayes' theorem. */
  private double posterior(PatternCount pattern) {
    double ifMatch = matches;
    double ifNot = 1 - matches;
    for (int i = 0; i < u.length; i++) {
      int level = pattern.levels().get(i);
      if (counts.test(i) && level != Comparer.NULL) {
        ifMatch *= m[i][level];
        ifNot *= u[i][level];
      }
    }
    return ifMatch / (ifMatch + ifNot);
  }
}
