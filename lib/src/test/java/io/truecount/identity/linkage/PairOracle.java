package io.truecount.identity.linkage;

import java.util.List;
import java.util.Set;

/**
 * Expectation maximisation written plainly: over all pairs one by one, each with its levels, and
 * with one session for each blocking rule.
 */
final class PairOracle {
  /** A pair, and the positions of the blocking rules that bring it together. */
  record Pair(List<Integer> levels, Set<Integer> rules) {}

  private final List<Pair> blocked;
  private final List<Pair> random;
  private final List<Set<Integer>> ofRule;
  private final int[] levels;

  /** Of comparisons with so many levels; of each rule the comparisons that it uses. */
  PairOracle(List<Pair> blocked, List<Pair> random, List<Set<Integer>> ofRule, int[] levels) {
    this.blocked = blocked;
    this.random = random;
    this.ofRule = ofRule;
    this.levels = levels;
  }

  double[][] u() {
    double[][] u = new double[levels.length][];
    for (int i = 0; i < levels.length; i++) {
      u[i] = new double[levels[i] + 1];
      double all = 0;
      for (Pair pair : random) {
        all += pair.levels().get(i) >= 0 ? 1 : 0;
      }
      for (int level = 0; level <= levels[i]; level++) {
        double count = 0.5;
        for (Pair pair : random) {
          count += pair.levels().get(i) == level ? 1 : 0;
        }
        u[i][level] = count / (all + 0.5 * (levels[i] + 1));
      }
    }
    return u;
  }

  /** Of all sessions together. */
  double[][] m() {
    double[][] u = u();
    double[][] sums = new double[levels.length][];
    for (int i = 0; i < levels.length; i++) {
      sums[i] = new double[levels[i] + 1];
    }
    for (int rule = 0; rule < ofRule.size(); rule++) {
      session(rule, u, sums);
    }
    return shares(sums);
  }

  private void session(int rule, double[][] u, double[][] sums) {
    double[][] m = new double[levels.length][];
    for (int i = 0; i < levels.length; i++) {
      m[i] = new double[levels[i] + 1];
      for (int level = 0; level <= levels[i]; level++) {
        m[i][level] = level == levels[i] ? 0.9 : 0.1 / levels[i];
      }
    }
    double share = 0.1;
    for (int iteration = 0; iteration < 5000; iteration++) {
      double[][] expected = new double[levels.length][];
      for (int i = 0; i < levels.length; i++) {
        expected[i] = new double[levels[i] + 1];
      }
      double matches = expect(rule, m, u, share, expected);
      double pairs = blocked.stream().filter(pair -> pair.rules().contains(rule)).count();
      share = (matches + 0.5) / (pairs + 1);
      double[][] next = shares(expected);
      for (int i = 0; i < levels.length; i++) {
        m[i] = ofRule.get(rule).contains(i) ? m[i] : next[i];
      }
    }
    expect(rule, m, u, share, sums);
  }

  private double expect(int rule, double[][] m, double[][] u, double share, double[][] sums) {
    double matches = 0;
    for (Pair pair : blocked) {
      if (pair.rules().contains(rule)) {
        double ifMatch = share;
        double ifNot = 1 - share;
        for (int i = 0; i < levels.length; i++) {
          int level = pair.levels().get(i);
          if (level >= 0 && !ofRule.get(rule).contains(i)) {
            ifMatch *= m[i][level];
            ifNot *= u[i][level];
          }
        }
        double probability = ifMatch / (ifMatch + ifNot);
        matches += probability;
        for (int i = 0; i < levels.length; i++) {
          int level = pair.levels().get(i);
          if (level >= 0 && !ofRule.get(rule).contains(i)) {
            sums[i][level] += probability;
          }
        }
      }
    }
    return matches;
  }

  private static double[][] shares(double[][] counts) {
    double[][] shares = new double[counts.length][];
    for (int i = 0; i < counts.length; i++) {
      double all = 0;
      for (double count : counts[i]) {
        all += count + 0.5;
      }
      shares[i] = new double[counts[i].length];
      for (int level = 0; level < counts[i].length; level++) {
        shares[i][level] = (counts[i][level] + 0.5) / all;
      }
    }
    return shares;
  }

  /** The share of all pairs that the model expects to be matches, and that it says are. */
  double priorOf(LinkageModel model, double allPairs) {
    double expected = 0;
    for (Pair pair : blocked) {
      double odds = model.prior() / (1 - model.prior());
      for (int i = 0; i < levels.length; i++) {
        int level = pair.levels().get(i);
        if (level >= 0) {
          odds *= model.m().get(i).get(level) / model.u().get(i).get(level);
        }
      }
      expected += odds / (1 + odds);
    }
    return (expected + 0.5) / (allPairs + 1);
  }
}
