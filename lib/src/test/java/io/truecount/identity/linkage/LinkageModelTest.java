package io.truecount.identity.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.truecount.config.LinkageConfig;
import io.truecount.config.LinkageConfig.BlockingKey;
import io.truecount.config.LinkageConfig.BlockingRule;
import io.truecount.config.LinkageConfig.Comparison;
import io.truecount.config.LinkageConfig.Level;
import io.truecount.config.LinkageConfig.Part;
import io.truecount.config.LinkageConfig.Similarity;
import io.truecount.identity.linkage.PairOracle.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The estimates against an oracle over single pairs, and against the truth of generated pairs. */
final class LinkageModelTest {
  private static final int[] LEVELS = {2, 1, 3};
  private static final double[][] M = {{0.05, 0.15, 0.8}, {0.1, 0.9}, {0.05, 0.05, 0.1, 0.8}};
  private static final double[][] U = {{0.9, 0.08, 0.02}, {0.7, 0.3}, {0.8, 0.1, 0.06, 0.04}};
  private static final List<Set<Integer>> OF_RULE = List.of(Set.of(0), Set.of(1), Set.of(2));
  private static final double ALL_PAIRS = 40_000;

  private static final LinkageConfig CONFIG =
      new LinkageConfig(
          "crm_id",
          List.of(
              comparison("name", 0.9),
              new Comparison("city", "city", List.of(Level.EXACT), false),
              comparison("street", 0.9, 0.8)),
          List.of(rule("name"), rule("city"), rule("street")),
          0.9,
          1000,
          1000);

  @Test
  void estimates_are_those_of_all_pairs_one_by_one() {
    for (int seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      List<Pair> blocked = new ArrayList<>();
      List<Pair> sampled = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        double[][] shares = random.nextInt(8) == 0 ? M : U;
        List<Integer> levels = levels(random, shares);
        Set<Integer> rules = rules(levels);
        if (!rules.isEmpty()) {
          blocked.add(new Pair(levels, rules));
        }
        sampled.add(new Pair(levels(random, U), Set.of()));
      }
      PairOracle oracle = new PairOracle(blocked, sampled, OF_RULE, LEVELS);
      LinkageModel model = estimate(sampled, blocked);
      assertSame(model.m(), oracle.m(), 1e-6);
      assertSame(model.u(), oracle.u(), 1e-12);
      assertThat(model.prior()).isCloseTo(oracle.priorOf(model, ALL_PAIRS), within(1e-9));
      assertThat(model.m().get(1).get(1)).isCloseTo(M[1][1], within(0.07));
      assertThat(model.m().get(2).get(3)).isCloseTo(M[2][3], within(0.07));
    }
  }

  @Test
  void the_order_of_counts_does_not_matter() {
    Random random = new Random(3);
    List<PatternCount> counts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      List<Integer> levels = levels(random, U);
      counts.add(new PatternCount(levels, 1 + random.nextInt(7), 1 + random.nextInt(50)));
    }
    LinkageModel first = LinkageModel.estimate(CONFIG, counts, counts, ALL_PAIRS);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(counts, new Random(seed));
      assertThat(LinkageModel.estimate(CONFIG, counts, counts, ALL_PAIRS)).isEqualTo(first);
    }
  }

  @Test
  void weights_add_up_to_the_odds() {
    LinkageModel model =
        new LinkageModel(List.of(List.of(0.2, 0.8)), List.of(List.of(0.9, 0.1)), 0.2);
    assertThat(model.priorWeight()).isEqualTo(-2);
    assertThat(model.weight(0, 1)).isCloseTo(3, within(1e-12));
    assertThat(model.weight(0, Comparer.NULL)).isZero();
    assertThat(model.weight(List.of(1))).isCloseTo(1, within(1e-12));
    assertThat(LinkageModel.probability(model.weight(List.of(1))))
        .isCloseTo(2.0 / 3, within(1e-12));
    assertThatThrownBy(() -> new LinkageModel(List.of(), List.of(), 1))
        .hasMessage("Invalid prior: 1.0 (must be in (0, 1))");
  }

  @Test
  void without_any_pair_no_weight_is_infinite() {
    LinkageModel model = LinkageModel.estimate(CONFIG, List.of(), List.of(), 0);
    for (int i = 0; i < LEVELS.length; i++) {
      for (int level = 0; level <= LEVELS[i]; level++) {
        assertThat(model.weight(i, level)).isFinite();
      }
    }
    assertThat(model.priorWeight()).isFinite();
  }

  private static Comparison comparison(String name, double... bounds) {
    List<Level> levels = new ArrayList<>(List.of(Level.EXACT));
    for (double bound : bounds) {
      levels.add(new Level(Similarity.JARO_WINKLER, bound));
    }
    return new Comparison(name, name, levels, false);
  }

  private static BlockingRule rule(String comparison) {
    return new BlockingRule(List.of(new BlockingKey(Part.WHOLE, comparison, 0)));
  }

  private static List<Integer> levels(Random random, double[][] shares) {
    List<Integer> levels = new ArrayList<>();
    for (double[] one : shares) {
      double at = random.nextDouble();
      int level = 0;
      while (level < one.length - 1 && at >= one[level]) {
        at -= one[level];
        level++;
      }
      levels.add(random.nextInt(10) == 0 ? Comparer.NULL : level);
    }
    return levels;
  }

  /** The rules of comparisons that agree exactly. */
  private static Set<Integer> rules(List<Integer> levels) {
    Set<Integer> rules = new HashSet<>();
    for (int i = 0; i < LEVELS.length; i++) {
      if (levels.get(i) == LEVELS[i]) {
        rules.add(i);
      }
    }
    return rules;
  }

  private static LinkageModel estimate(List<Pair> random, List<Pair> blocked) {
    return LinkageModel.estimate(CONFIG, counted(random), counted(blocked), ALL_PAIRS);
  }

  private static List<PatternCount> counted(List<Pair> pairs) {
    Map<Pair, Long> counts = new HashMap<>();
    pairs.forEach(pair -> counts.merge(pair, 1L, Long::sum));
    List<PatternCount> result = new ArrayList<>();
    counts.forEach(
        (pair, count) ->
            result.add(
                new PatternCount(
                    pair.levels(),
                    pair.rules().stream().mapToLong(rule -> 1L << rule).sum(),
                    count)));
    return result;
  }

  private static void assertSame(List<List<Double>> model, double[][] oracle, double tolerance) {
    for (int i = 0; i < oracle.length; i++) {
      for (int level = 0; level < oracle[i].length; level++) {
        assertThat(model.get(i).get(level)).isCloseTo(oracle[i][level], within(tolerance));
      }
    }
  }
}
