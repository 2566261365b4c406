package io.truecount.identity.linkage;

import java.util.Arrays;

/**
 * The share of pairs at each level of each comparison, among pairs that have both values. Shares
 * are of counts with half a pair more at each level, so that none is 0 and every weight finite.
 */
final class LevelShares {
  private static final double PSEUDO_PAIRS = 0.5;

  private final double[][] counts;

  /** Of no pair. */
  LevelShares(int[] levels) {
    counts = new double[levels.length][];
    for (int i = 0; i < levels.length; i++) {
      counts[i] = new double[levels[i] + 1];
    }
  }

  /** Adds pairs, or the part of them that is of matches. */
  void add(int comparison, int level, double pairs) {
    if (level != Comparer.NULL) {
      counts[comparison][level] += pairs;
    }
  }

  /** By comparison and level, {@link Comparer#ELSE} first. */
  double[][] shares() {
    double[][] shares = new double[counts.length][];
    for (int i = 0; i < counts.length; i++) {
      double all = Arrays.stream(counts[i]).sum() + PSEUDO_PAIRS * counts[i].length;
      shares[i] = Arrays.stream(counts[i]).map(count -> (count + PSEUDO_PAIRS) / all).toArray();
    }
    return shares;
  }
}
