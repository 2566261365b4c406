package io.truecount.config;

import io.truecount.config.LinkageConfig.BlockingKey;
import io.truecount.config.LinkageConfig.Level;
import io.truecount.config.LinkageConfig.Part;
import io.truecount.config.LinkageConfig.Similarity;
import io.truecount.error.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads levels of comparison, {@code jaro-winkler(0.9)}, and blocking keys, {@code prefix(x, 3)}.
 */
final class LinkageTerms {
  private static final Pattern TERM =
      Pattern.compile("([a-z-]+)\\(\\s*([^,()]*?)\\s*(?:,\\s*(\\d{1,3})\\s*)?\\)");
  private static final String PREFIX = "prefix";
  private static final String SOUNDEX = "soundex";
  private static final List<String> LEVELS =
      List.of("exact", "jaro-winkler(0.9)", "levenshtein(1)", "days(31)");

  private final ConfigNode node;

  LinkageTerms(ConfigNode node) {
    this.node = node;
  }

  /** The levels at a key, each of which fits where none before it does. */
  List<Level> levels(String key) {
    List<Level> levels = new ArrayList<>();
    for (String text : node.strings(key)) {
      Optional<Level> level = level(text.strip());
      if (level.isEmpty()) {
        node.problem(key, "unknown level \"%s\"".formatted(text), Suggestion.remedy(text, LEVELS));
      } else if (levels.stream().anyMatch(before -> before.covers(level.get()))) {
        node.problem(
            key,
            "level %s never fits, as one before it fits wherever it does".formatted(text),
            "write levels from the closest to the loosest");
      }
      level.ifPresent(levels::add);
    }
    if (levels.isEmpty()) {
      node.problem(key, "%s.%s is empty".formatted(node.path(), key), "write levels = [exact]");
    }
    return levels;
  }

  private static Optional<Level> level(String text) {
    if (text.equals("exact")) {
      return Optional.of(Level.EXACT);
    }
    Matcher term = TERM.matcher(text);
    if (!term.matches() || term.group(3) != null) {
      return Optional.empty();
    }
    String number = term.group(2);
    return switch (term.group(1)) {
      case "jaro-winkler" -> share(number).map(of(Similarity.JARO_WINKLER));
      case "levenshtein" -> count(number).map(of(Similarity.LEVENSHTEIN));
      case "days" -> count(number).map(of(Similarity.DAYS));
      default -> Optional.empty();
    };
  }

  private static Optional<Double> share(String text) {
    return text.matches("0?\\.\\d{1,9}")
        ? Optional.of(Double.parseDouble(text)).filter(share -> share > 0)
        : Optional.empty();
  }

  private static Optional<Double> count(String text) {
    return text.matches("[1-9]\\d{0,4}") ? Optional.of(Double.parseDouble(text)) : Optional.empty();
  }

  private static Function<Double, Level> of(Similarity similarity) {
    return bound -> new Level(similarity, bound);
  }

  /**
   * A key of a blocking rule.
   *
   * @param names of the comparisons
   */
  Optional<BlockingKey> key(String text, String where, Collection<String> names) {
    Matcher term = TERM.matcher(text.strip());
    boolean isTerm = term.matches();
    String name = isTerm ? term.group(2) : text.strip();
    if (!names.contains(name)) {
      node.problems()
          .add(
              "%s.blocking names %s, which is no comparison".formatted(node.path(), name),
              where,
              Suggestion.remedy(name, names));
      return Optional.empty();
    }
    Optional<BlockingKey> key =
        isTerm ? key(term, name) : Optional.of(new BlockingKey(Part.WHOLE, name, 0));
    if (key.isEmpty()) {
      node.problems()
          .add(
              "%s.blocking has an unknown key \"%s\"".formatted(node.path(), text),
              where,
              "write %s, prefix(%s, 3) or soundex(%s)".formatted(name, name, name));
    }
    return key;
  }

  private static Optional<BlockingKey> key(Matcher term, String name) {
    String length = term.group(3);
    if (term.group(1).equals(PREFIX) && length != null && Integer.parseInt(length) > 0) {
      return Optional.of(new BlockingKey(Part.PREFIX, name, Integer.parseInt(length)));
    }
    return term.group(1).equals(SOUNDEX) && length == null
        ? Optional.of(new BlockingKey(Part.SOUNDEX, name, 0))
        : Optional.empty();
  }
}
