package io.truecount.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Hashes of what the rows of models follow from, besides rows. */
public final class ModelHashes {
  /** Raised when the same text gives other rows. */
  private static final int VERSION = 1;

  private ModelHashes() {}

  /**
   * A hash of each model, by name: of its text with the values of its variables, and of the hashes
   * of the models that it reads.
   */
  public static SortedMap<String, String> of(ModelGraph graph, Variables variables) {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (Model model : graph.models()) {
      List<String> parts = new ArrayList<>();
      parts.add("model %d %s".formatted(VERSION, model.materialized()));
      model
          .references()
          .keySet()
          .forEach(name -> parts.add(name + " " + hashes.getOrDefault(name, "")));
      parts.add(variables.apply(model.sql()));
      hashes.put(model.name(), hash(parts));
    }
    return hashes;
  }

  private static String hash(List<String> parts) {
    return Hashing.sha256().hashString(String.join("\n", parts), UTF_8).toString();
  }
}
