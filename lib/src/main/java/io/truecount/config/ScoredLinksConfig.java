package io.truecount.config;

import static java.util.Objects.requireNonNull;

import io.truecount.error.Suggestion;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A matcher's table of pairs of identifiers with a score.
 *
 * @param path Parquet, or CSV with a header where it ends in {@code .csv}; relative to the lake
 * @param type of the identifiers in both columns; empty where they are {@code TYPE=VALUE}
 * @param threshold the least score of a link
 * @param where {@code file:line}
 */
public record ScoredLinksConfig(
    String name,
    String path,
    String type,
    String a,
    String b,
    String score,
    double threshold,
    String where)
    implements Serializable {
  public ScoredLinksConfig {
    requireNonNull(name);
    requireNonNull(path);
    requireNonNull(type);
    requireNonNull(a);
    requireNonNull(b);
    requireNonNull(score);
    requireNonNull(where);
  }

  /**
   * Reads {@code identity.scored-links}, in the order of the file.
   *
   * @param types the declared types
   */
  static List<ScoredLinksConfig> read(ConfigNode node, Collection<String> types) {
    List<ScoredLinksConfig> matchers = new ArrayList<>();
    for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
      matchers.add(matcher(entry.getKey(), entry.getValue(), types));
    }
    return matchers;
  }

  private static ScoredLinksConfig matcher(String name, ConfigNode node, Collection<String> types) {
    try (node) {
      if (name.equals(LinkageReader.LINKAGE)) {
        node.problems()
            .add(
                "%s has the name of the links that identity.linkage finds".formatted(node.path()),
                node.where(),
                "give it another name");
      }
      String type = node.optionalString("type").orElse("");
      if (!type.isEmpty() && !types.contains(type)) {
        node.problem(
            "type",
            "%s.type is %s, which identity.types does not declare".formatted(node.path(), type),
            Suggestion.remedy(type, types));
      }
      return new ScoredLinksConfig(
          name,
          node.string("path"),
          type,
          node.optionalString("a").orElse("a"),
          node.optionalString("b").orElse("b"),
          node.optionalString("score").orElse("score"),
          node.decimal("threshold"),
          node.where());
    }
  }
}
