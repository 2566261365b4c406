package io.truecount.config;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for a source's {@code path}: one placeholder, and no way out of the lake. */
final class SourcePath {
  private static final String KEY = "path";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^},]*)}");
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");

  /** What parts of a path lie between, in a glob's alternatives too. */
  private static final Pattern BORDER = Pattern.compile("[/{},]");

  private SourcePath() {}

  /** The path as written; errors go to the node's problems. */
  static String read(ConfigNode node) {
    String path = belowLake(node);
    Matcher matcher = PLACEHOLDER.matcher(path);
    while (matcher.find()) {
      if (!matcher.group().equals(SourceConfig.DATE)) {
        node.problem(
            KEY,
            "unknown placeholder %s".formatted(matcher.group()),
            "the load date is " + SourceConfig.DATE);
      }
    }
    return path;
  }

  /** As {@link #read}, of files that no load date is in the path of. */
  static String belowLake(ConfigNode node) {
    String path = node.string(KEY);
    if (leadsOut(path)) {
      node.problem(
          KEY,
          "path \"%s\" leads out of the lake".formatted(path),
          "name files below the lake; a source of another place needs them there");
    }
    return path;
  }

  /** A backslash makes the character after it a plain one, in {@code \.\.} too. */
  private static boolean leadsOut(String path) {
    String plain = path.replace("\\", "");
    return plain.startsWith("/")
        || SCHEME.matcher(plain).matches()
        || Arrays.asList(BORDER.split(plain, -1)).contains("..");
  }
}
