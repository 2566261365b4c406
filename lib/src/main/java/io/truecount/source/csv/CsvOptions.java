package io.truecount.source.csv;

import io.truecount.config.ConfigNode;
import io.truecount.config.FormatOptions;
import java.util.List;

/** The options of a source of CSV: each one character. */
record CsvOptions(char delimiter, char quote) implements FormatOptions {
  static final List<String> KEYS = List.of("delimiter", "quote");

  static CsvOptions read(ConfigNode node) {
    return new CsvOptions(character(node, "delimiter"), character(node, "quote"));
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
