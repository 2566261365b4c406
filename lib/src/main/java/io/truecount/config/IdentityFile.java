package io.truecount.config;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A file with an {@code identity { … }} block; a project's file is one as well. */
public final class IdentityFile {
  private static final String IDENTITY = "identity";

  private IdentityFile() {}

  /**
   * Reads the block, over the defaults of {@code reference.conf}; what it lacks or has wrong is a
   * problem.
   *
   * @throws TruecountException when the file cannot be read, or is no HOCON
   */
  public static IdentityConfig read(Path file, Problems problems) {
    Config whole = ConfigFile.read(file, ConfigFactory.empty());
    if (!whole.root().containsKey(IDENTITY)) {
      missing(file, whole.root().keySet(), problems);
      return new IdentityConfig(
          "native", "US", List.of(), new IdentityConfig.Blocked(true, List.of(), List.of()));
    }
    Config defaults = ConfigDefaults.of(file);
    Config rules =
        whole.withFallback(ConfigFactory.empty().withValue(IDENTITY, defaults.getValue(IDENTITY)));
    try (ConfigNode node = new ConfigNode(rules.root(), "", problems)) {
      defaults.root().keySet().forEach(node::has); // what else a project's file has
      node.has("sources");
      return IdentityConfig.read(node.child(IDENTITY), folder(file));
    }
  }

  private static Path folder(Path file) {
    return requireNonNull(file.toAbsolutePath().getParent());
  }

  private static void missing(Path file, Set<String> found, Problems problems) {
    problems.add(
        "there is no identity block",
        Locations.shown(file),
        found.stream()
            .filter(key -> Suggestion.nearest(key, List.of(IDENTITY)).isPresent())
            .findFirst()
            .map(key -> "did you mean \"identity\" by \"%s\"?".formatted(key))
            .orElse("write identity { types { user_id { level = person } } }"));
  }
}
