package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import io.truecount.config.yaml.YamlFile;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What others need of an audience before its conditions can be read: metrics may name it, and its
 * own conditions may name metrics.
 *
 * @param place {@code file:line} of the definition
 */
public record AudienceHeader(String name, String description, String place) {
  public AudienceHeader {
    requireNonNull(name);
    requireNonNull(description);
    requireNonNull(place);
  }

  /**
   * The headers in a folder, sorted by name. What is wrong with a file, {@link Audiences#read}
   * reports.
   */
  public static List<AudienceHeader> read(Path folder) {
    List<YamlNode> documents = new ArrayList<>();
    for (Path file : Audiences.files(folder)) {
      documents.addAll(YamlFile.documents(file, new Problems()));
    }
    return headers(documents);
  }

  /** The headers in texts, by the names of their files. */
  public static List<AudienceHeader> read(Map<String, String> texts) {
    List<YamlNode> documents = new ArrayList<>();
    texts.forEach((file, text) -> documents.addAll(YamlFile.documents(text, file, new Problems())));
    return headers(documents);
  }

  private static List<AudienceHeader> headers(List<YamlNode> documents) {
    SortedMap<String, AudienceHeader> headers = new TreeMap<>();
    for (YamlNode document : documents) {
      YamlNode node = document.child("audience");
      String name = node.optionalText("name").orElse("");
      if (Audiences.isName(name)) {
        String description = node.optionalText("description").orElse("");
        headers.putIfAbsent(name, new AudienceHeader(name, description, node.where()));
      }
    }
    return List.copyOf(headers.values());
  }
}
