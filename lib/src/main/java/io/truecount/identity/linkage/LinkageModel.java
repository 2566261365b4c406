package io.truecount.identity.linkage;

import io.truecount.config.LinkageConfig;
import java.util.Arrays;
import java.util.List;

/**
 * What agreement says for or against a link.
 *
 * @param m the probability of each level among matches, by comparison and level from {@link
 *     Comparer#ELSE} on
 * @param u the same among pairs that are no matches
 * @param prior the probability that two records are of one person, before they are compared
 */
public record LinkageModel(List<List<Double>> m, List<List<Double>> u, double prior) {
  private static final int MOST_ITERATIONS = 500;
  private static final double TOLERANCE = 1e-12;

  public LinkageModel {
    m = m.stream().map(List::copyOf).toList();
    u = u.stream().map(List::copyOf).toList();
    if (!(prior > 0 && prior < 1)) {
      throw new IllegalArgumentException("Invalid prior: %s (must be in (0, 1))".formatted(prior));
    }
  }

  /**
   * Estimates the model as Splink does: u from random pairs, nearly all of which are no matches; m
   * by a session of {@link ExpectationMaximization} for each blocking rule, within whose blocks the
   * rule's own comparisons say nothing; the sessions count by the matches that they expect.
   *
   * <p>The result depends on the counts only, not on their order.
   *
   * @param random pairs taken at random
   * @param blocked pairs of all blocking rules, each once
   * @param allPairs of records
   */
  public static LinkageModel estimate(
      LinkageConfig config,
      List<PatternCount> random,
      List<PatternCount> blocked,
      double allPairs) {
    int[] levels = config.comparisons().stream().mapToInt(c -> c.levels().size()).toArray();
    double[][] u = u(levels, sorted(random));
    List<PatternCount> patterns = sorted(blocked);
    LevelShares ofMatches = new LevelShares(levels);
    for (int i = 0; i < config.blocking().size(); i++) {
      int rule = i;
      new ExpectationMaximization(
              patterns.stream().filter(pattern -> pattern.isOf(rule)).toList(),
              u,
              comparison ->
                  !config.blocking().get(rule).uses(config.comparisons().get(comparison).name()))
          .addMatches(ofMatches);
    }
    List<List<Double>> m = lists(ofMatches.shares());
    return new LinkageModel(m, lists(u), prior(patterns, m, lists(u), allPairs));
  }

  private static List<List<Double>> lists(double[][] shares) {
    return Arrays.stream(shares).map(one -> Arrays.stream(one).boxed().toList()).toList();
  }

  private static List<PatternCount> sorted(List<PatternCount> patterns) {
    return patterns.stream().sorted(PatternCount.ORDER).toList();
  }

  private static double[][] u(int[] levels, List<PatternCount> random) {
    LevelShares shares = new LevelShares(levels);
    for (PatternCount pattern : random) {
      for (int i = 0; i < levels.length; i++) {
        shares.add(i, pattern.levels().get(i), (double) pattern.pairs());
      }
    }
    return shares.shares();
  }

  /** The share of all pairs that are matches, if no pair outside of the blocks is one. */
  private static double prior(
      List<PatternCount> blocked, List<List<Double>> m, List<List<Double>> u, double allPairs) {
    double prior = share(1, allPairs);
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      LinkageModel model = new LinkageModel(m, u, prior);
      double expected = 0;
      for (PatternCount pattern : blocked) {
        expected += pattern.pairs() * probability(model.weight(pattern.levels()));
      }
      double next = share(expected, allPairs);
      double change = Math.abs(next - prior) / prior;
      prior = next;
      if (change < TOLERANCE) {
        break;
      }
    }
    return prior;
  }

  /** With half a match more, so that it is never 0; at most a half. */
  private static double share(double matches, double allPairs) {
    return Math.min(0.5, (matches + 0.5) / (allPairs + 1));
  }

  /** What two records say for a link before they are compared, in bits. */
  public double priorWeight() {
    return log2(prior / (1 - prior));
  }

  /** What a level of a comparison says for a link, in bits; 0 of {@link Comparer#NULL}. */
  public double weight(int comparison, int level) {
    return level == Comparer.NULL
        ? 0
        : log2(m.get(comparison).get(level) / u.get(comparison).get(level));
  }

  /** The match weight of a pair with these levels, in bits. */
  public double weight(List<Integer> levels) {
    double weight = priorWeight();
    for (int i = 0; i < levels.size(); i++) {
      weight += weight(i, levels.get(i));
    }
    return weight;
  }

  /** The probability of a link with a match weight. */
  public static double probability(double weight) {
    return 1 / (1 + Math.pow(2, -weight));
  }

  /** The binary logarithm. */
  public static double log2(double number) {
    return Math.log(number) / Math.log(2);
  }
}
