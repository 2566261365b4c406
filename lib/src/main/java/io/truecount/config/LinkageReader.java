package io.truecount.config;

import io.truecount.config.LinkageConfig.BlockingKey;
import io.truecount.config.LinkageConfig.BlockingRule;
import io.truecount.config.LinkageConfig.Comparison;
import io.truecount.config.LinkageConfig.Level;
import io.truecount.config.LinkageConfig.Similarity;
import io.truecount.error.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code identity.linkage}. */
final class LinkageReader {
  /** The block, and the source of the links that it gives. */
  static final String LINKAGE = "linkage";

  private static final String RECORD = "record";
  private static final String BLOCKING = "blocking";
  private static final String COMPARISONS = "comparisons";
  private static final String THRESHOLD = "threshold";
  private static final double DEFAULT_THRESHOLD = 0.95;
  private static final int DEFAULT_BLOCK = 1000;
  private static final long DEFAULT_PAIRS = 1_000_000;
  private static final List<Level> DEFAULT_LEVELS =
      List.of(
          Level.EXACT,
          new Level(Similarity.JARO_WINKLER, 0.92),
          new Level(Similarity.JARO_WINKLER, 0.8));

  private final ConfigNode node;
  private final LinkageTerms terms;

  private LinkageReader(ConfigNode node) {
    this.node = node;
    this.terms = new LinkageTerms(node);
  }

  /**
   * Reads the block of an {@code identity} block; empty where there is none.
   *
   * @param types the declared types
   */
  static Optional<LinkageConfig> read(ConfigNode identity, Collection<String> types) {
    if (!identity.has(LINKAGE)) {
      return Optional.empty();
    }
    try (ConfigNode node = identity.child(LINKAGE)) {
      return Optional.of(new LinkageReader(node).read(types));
    }
  }

  private LinkageConfig read(Collection<String> types) {
    String record = node.string(RECORD);
    if (!record.isEmpty() && !types.contains(record)) {
      node.problem(
          RECORD,
          "%s.record is %s, which identity.types does not declare".formatted(node.path(), record),
          Suggestion.remedy(record, types));
    }
    List<Comparison> comparisons = comparisons();
    List<String> names = comparisons.stream().map(Comparison::name).toList();
    List<BlockingRule> blocking = blocking(names);
    if (!blocking.isEmpty()) {
      names.forEach(name -> seenOutside(name, blocking));
    }
    return new LinkageConfig(
        record,
        comparisons,
        blocking,
        threshold(),
        (int) Math.min(atLeast("max-block", 2, DEFAULT_BLOCK), Integer.MAX_VALUE),
        atLeast("sample-pairs", 1000, DEFAULT_PAIRS));
  }

  private List<Comparison> comparisons() {
    List<Comparison> comparisons = new ArrayList<>();
    for (Map.Entry<String, ConfigNode> entry : node.children(COMPARISONS).entrySet()) {
      comparisons.add(comparison(entry.getKey(), entry.getValue()));
    }
    if (comparisons.isEmpty()) {
      node.problem(
          COMPARISONS,
          "%s compares nothing".formatted(node.path()),
          "add comparisons { surname {}, birth_date { levels = [exact, days(31)] } }");
    }
    return comparisons;
  }

  private Comparison comparison(String name, ConfigNode entry) {
    try (entry) {
      List<Level> levels =
          entry.has("levels") ? new LinkageTerms(entry).levels("levels") : DEFAULT_LEVELS;
      boolean termFrequency = entry.has("term-frequency") && entry.bool("term-frequency");
      if (termFrequency && !levels.contains(Level.EXACT)) {
        entry.problem(
            "term-frequency",
            "%s has no level exact, which the frequency of a value is of".formatted(entry.path()),
            "add exact to levels, or take term-frequency out");
      }
      return new Comparison(
          name, entry.optionalString("property").orElse(name), levels, termFrequency);
    }
  }

  private List<BlockingRule> blocking(List<String> names) {
    List<BlockingRule> rules = new ArrayList<>();
    for (ConfigNode.Items items : node.lists(BLOCKING)) {
      List<BlockingKey> keys = new ArrayList<>();
      for (String text : items.texts()) {
        terms.key(text, items.where(), names).ifPresent(keys::add);
      }
      rules.add(new BlockingRule(keys));
    }
    if (rules.isEmpty() || rules.size() > LinkageConfig.MOST_RULES) {
      node.problem(
          BLOCKING,
          "%s.blocking has %d rules (must be 1 to %d)"
              .formatted(node.path(), rules.size(), LinkageConfig.MOST_RULES),
          "write which values agree in records that are compared, such as"
              + " blocking = [[surname, postcode], [birth_date]]");
    }
    return rules;
  }

  /** Within the blocks of a rule its own values always agree, so that nothing is learnt of them. */
  private void seenOutside(String comparison, List<BlockingRule> blocking) {
    if (blocking.stream().allMatch(rule -> rule.uses(comparison))) {
      node.problem(
          BLOCKING,
          "every rule of %s.blocking has %s, so that what its agreement says cannot be estimated"
              .formatted(node.path(), comparison),
          "add a rule without it");
    }
  }

  private double threshold() {
    double threshold = node.has(THRESHOLD) ? node.decimal(THRESHOLD) : DEFAULT_THRESHOLD;
    if (threshold > 0 && threshold < 1) {
      return threshold;
    }
    node.problem(
        THRESHOLD,
        "%s.threshold is %s, which is no probability of a link".formatted(node.path(), threshold),
        "write a number between 0 and 1, such as 0.95");
    return DEFAULT_THRESHOLD;
  }

  private long atLeast(String key, long least, long standIn) {
    long number = node.has(key) ? node.integer(key) : standIn;
    if (number < least) {
      node.problem(
          key,
          "%s.%s is %d (must be at least %d)".formatted(node.path(), key, number, least),
          "write such as %s = %d".formatted(key, standIn));
    }
    return Math.max(least, number);
  }
}
