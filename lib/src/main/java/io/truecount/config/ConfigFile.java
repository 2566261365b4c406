package io.truecount.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A HOCON file. */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * A file's values over defaults.
   *
   * @throws TruecountException when it cannot be read, or is no HOCON
   */
  static Config read(Path file, Config defaults) {
    try {
      return ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
          .withFallback(defaults)
          .resolve();
    } catch (ConfigException e) {
      throw TruecountException.invalid(broken(file, e));
    }
  }

  /** The library begins its messages with the place. */
  private static Problem broken(Path file, ConfigException e) {
    if (e.getCause() instanceof IOException cause) {
      return ProjectText.unreadable(file, cause);
    }
    String message = String.valueOf(e.getMessage());
    @Nullable ConfigOrigin origin = e.origin();
    String where = origin == null ? Locations.shown(file) : ConfigNode.where(origin);
    String place = origin == null ? "" : origin.description() + ": ";
    return Problem.of(
        message.startsWith(place) ? message.substring(place.length()) : message,
        where,
        "correct the file");
  }
}
