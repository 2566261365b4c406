package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What only one format is asked; travels to the tasks. */
public sealed interface FormatOptions extends Serializable {
  /** The keys of all formats. */
  List<String> KEYS =
      List.of("previous-id", "device-ids", "external-ids", "names", "delimiter", "quote");

  /**
   * Segment calls.
   *
   * @param previousId identifier type of an alias call's {@code previousId}
   * @param deviceIds take {@code context.device.id} and {@code advertisingId}
   * @param externalIds take {@code context.externalIds[]}
   * @param names names of calls that have none, by call type
   */
  record Segment(
      String previousId, boolean deviceIds, boolean externalIds, Map<String, String> names)
      implements FormatOptions {
    public Segment {
      requireNonNull(previousId);
      names = Map.copyOf(names);
    }
  }

  /** Each one character. */
  record Csv(char delimiter, char quote) implements FormatOptions {}

  /** Formats that need nothing but the mapping. */
  record None() implements FormatOptions {}

  static FormatOptions read(SourceFormat format, ConfigNode node) {
    return switch (format) {
      case SEGMENT_JSON ->
          new Segment(
              node.string("previous-id"),
              node.bool("device-ids"),
              node.bool("external-ids"),
              names(node.child("names")));
      case CSV -> new Csv(character(node, "delimiter"), character(node, "quote"));
      case PARQUET, JSON -> new None();
    };
  }

  private static Map<String, String> names(ConfigNode node) {
    Map<String, String> names = new LinkedHashMap<>();
    node.stringLists().forEach((type, values) -> names.put(type, String.join(" ", values)));
    return names;
  }

  private static char character(ConfigNode node, String key) {
    String text = node.string(key);
    if (text.length() != 1) {
      node.problem(key, "%s must be one character, not \"%s\"".formatted(key, text), "correct it");
      return ',';
    }
    return text.charAt(0);
  }
}
