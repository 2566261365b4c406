package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;

/**
 * How records of people are compared that share no identifier, by the model of Fellegi and Sunter.
 *
 * @param record the type of identifier whose values are compared; each is one record
 * @param blocking rules; two records are compared when all keys of one rule agree
 * @param threshold the least probability of a link, between 0 and 1
 * @param maxBlock the most records of one block; larger ones are skipped and counted
 * @param samplePairs about how many random pairs say how often values agree by chance
 */
public record LinkageConfig(
    String record,
    List<Comparison> comparisons,
    List<BlockingRule> blocking,
    double threshold,
    int maxBlock,
    long samplePairs)
    implements Serializable {

  /** The most blocking rules: a bit of a number each. */
  public static final int MOST_RULES = 30;

  public LinkageConfig {
    requireNonNull(record);
    comparisons = List.copyOf(comparisons);
    blocking = List.copyOf(blocking);
    if (!(threshold > 0 && threshold < 1) || maxBlock < 2 || samplePairs < 1) {
      throw new IllegalArgumentException(
          "Invalid linkage: threshold %s, blocks of %d, %d pairs"
              .formatted(threshold, maxBlock, samplePairs));
    }
  }

  /**
   * One property that is compared.
   *
   * @param levels tried in order, the first that fits counts
   * @param termFrequency whether agreement in a rare value counts for more than in a common one
   */
  public record Comparison(String name, String property, List<Level> levels, boolean termFrequency)
      implements Serializable {
    public Comparison {
      requireNonNull(name);
      requireNonNull(property);
      levels = List.copyOf(levels);
    }
  }

  /** What two values are compared by. */
  public enum Similarity {
    /** The same value. */
    EXACT,
    /** A Jaro-Winkler similarity of the bound or more; 1 is the same value. */
    JARO_WINKLER,
    /** At most so many letters inserted, deleted or replaced as the bound says. */
    LEVENSHTEIN,
    /** Two dates, 2026-03-01 or 20260301, at most so many days apart as the bound says. */
    DAYS
  }

  /**
   * How alike two values are.
   *
   * @param bound 0 of {@link Similarity#EXACT}
   */
  public record Level(Similarity similarity, double bound) implements Serializable {
    public static final Level EXACT = new Level(Similarity.EXACT, 0);

    public Level {
      requireNonNull(similarity);
      boolean share = similarity == Similarity.JARO_WINKLER;
      if (similarity == Similarity.EXACT ? bound != 0 : bound <= 0 || (share && bound >= 1)) {
        throw new IllegalArgumentException("Invalid bound of %s: %s".formatted(similarity, bound));
      }
    }

    /** As it is configured. */
    public String words() {
      return switch (similarity) {
        case EXACT -> "exact";
        case JARO_WINKLER -> "jaro-winkler(%s)".formatted(bound);
        case LEVENSHTEIN -> "levenshtein(%.0f)".formatted(bound);
        case DAYS -> "days(%.0f)".formatted(bound);
      };
    }

    /** Whether it fits wherever another level does. */
    boolean covers(Level other) {
      if (other.similarity == Similarity.EXACT) {
        return similarity != Similarity.DAYS; // values that are no dates have no days between them
      }
      return similarity == other.similarity
          && (similarity == Similarity.JARO_WINKLER ? bound <= other.bound : bound >= other.bound);
    }
  }

  /**
   * What all agree in two records that are compared; written {@code surname + prefix(street, 3)}.
   */
  public record BlockingRule(List<BlockingKey> keys) implements Serializable {
    public BlockingRule {
      keys = List.copyOf(keys);
    }

    /** As it is configured. */
    public String words() {
      return String.join(" + ", keys.stream().map(BlockingKey::words).toList());
    }

    /** Whether a comparison's value is part of a key, so that it says nothing within a block. */
    public boolean uses(String comparison) {
      return keys.stream().anyMatch(key -> key.comparison().equals(comparison));
    }
  }

  /** What of a value is a key. */
  public enum Part {
    WHOLE,
    /** Its first letters. */
    PREFIX,
    /** Its Soundex code. */
    SOUNDEX
  }

  /**
   * A value of a record, or what is made of it; a record without the value is in no block.
   *
   * @param length letters of {@link Part#PREFIX}; 0 of every other part
   */
  public record BlockingKey(Part part, String comparison, int length) implements Serializable {
    public BlockingKey {
      requireNonNull(part);
      requireNonNull(comparison);
      if (part == Part.PREFIX ? length < 1 : length != 0) {
        throw new IllegalArgumentException("Invalid length of %s: %d".formatted(part, length));
      }
    }

    /** As it is configured. */
    public String words() {
      return switch (part) {
        case WHOLE -> comparison;
        case PREFIX -> "prefix(%s, %d)".formatted(comparison, length);
        case SOUNDEX -> "soundex(%s)".formatted(comparison);
      };
    }
  }
}
