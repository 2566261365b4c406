package io.truecount.config;

import com.typesafe.config.ConfigOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in its line a key is written. The library keeps the line of a value and no column, and its
 * objects forget the order of their keys.
 */
final class KeyColumns {
  /** Of a key that its line has not exactly once, or whose file cannot be read. */
  static final int UNKNOWN = Integer.MAX_VALUE;

  private KeyColumns() {}

  /** From 0. Cost: reads the file. */
  static int of(String key, ConfigOrigin origin) {
    @Nullable String file = origin.filename();
    if (file == null || origin.lineNumber() < 1) {
      return UNKNOWN;
    }
    try {
      List<String> lines = Files.readAllLines(Path.of(file));
      return origin.lineNumber() > lines.size()
          ? UNKNOWN
          : column(key, lines.get(origin.lineNumber() - 1));
    } catch (IOException e) {
      return UNKNOWN; // where the order matters, the reader asks for lines of their own
    }
  }

  static int column(String key, String line) {
    String name = Pattern.quote(key);
    Matcher found =
        Pattern.compile("(?:(?<![\\w.\"-])%s|\"%s\")\\s*(?:[{=:]|\\+=)".formatted(name, name))
            .matcher(line);
    if (!found.find()) {
      return UNKNOWN;
    }
    int column = found.start();
    return found.find() ? UNKNOWN : column;
  }
}
