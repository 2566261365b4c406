package io.truecount.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code reference.conf} as if a project's file said it: its errors are mended there. */
final class ConfigDefaults {
  private ConfigDefaults() {}

  static Config of(Path file) {
    ConfigOrigin origin = ConfigOriginFactory.newFile(file.toString());
    return moved(ConfigFactory.parseResources("reference.conf").root(), origin).toConfig();
  }

  private static ConfigObject moved(ConfigObject object, ConfigOrigin origin) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    object.forEach(
        (key, value) ->
            values.put(
                key,
                value instanceof ConfigObject child
                    ? moved(child, origin)
                    : value.withOrigin(origin)));
    return ConfigValueFactory.fromMap(values).withOrigin(origin);
  }
}
