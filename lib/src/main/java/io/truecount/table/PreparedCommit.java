package io.truecount.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;

/**
 * A Delta commit that is written but not yet in the log.
 *
 * @param baseVersion version that it was prepared on
 * @param overwrite whether it removes every file of the base
 * @param metadata the table's from then on, where a column gets another type; only of one that
 *     overwrites
 * @param removedPaths files that it removes when it does not overwrite
 */
record PreparedCommit(
    long baseVersion,
    boolean overwrite,
    Optional<Metadata> metadata,
    List<String> removedPaths,
    List<AddFile> added) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those of the base's files that go. */
  List<AddFile> removed(List<AddFile> base) {
    Set<String> paths = Set.copyOf(removedPaths);
    return base.stream().filter(file -> overwrite || paths.contains(file.path())).toList();
  }

  /** The files that hold the table's rows once this is published. */
  List<AddFile> visible(Supplier<List<AddFile>> base) {
    if (overwrite) {
      return added;
    }
    Set<String> paths = Set.copyOf(removedPaths);
    List<AddFile> files = new ArrayList<>(added);
    base.get().stream().filter(file -> !paths.contains(file.path())).forEach(files::add);
    return files;
  }

  String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("baseVersion", baseVersion).put("overwrite", overwrite);
    metadata.ifPresent(changed -> node.put("metadata", changed.json()));
    removedPaths.forEach(node.putArray("removed")::add);
    added.forEach(file -> node.withArray("added").add(file.json()));
    return node.toString();
  }

  /** Reads {@link #toJson}; empty when the text was cut off. */
  static Optional<PreparedCommit> fromJson(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      if (!node.isObject()) {
        return Optional.empty();
      }
      List<String> removed = new ArrayList<>();
      node.path("removed").forEach(item -> removed.add(item.asText()));
      List<AddFile> added = new ArrayList<>();
      node.path("added").forEach(item -> added.add((AddFile) Action.fromJson(item.asText())));
      return Optional.of(
          new PreparedCommit(
              node.path("baseVersion").asLong(),
              node.path("overwrite").asBoolean(),
              Optional.ofNullable(node.get("metadata"))
                  .map(item -> (Metadata) Action.fromJson(item.asText())),
              removed,
              added));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
