package io.truecount.config;

import static java.util.Objects.requireNonNull;

import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code identity.types}. A type without a priority has its place in the order of the file.
 */
final class IdentifierTypesReader {
  private static final String PRIORITY = "priority";
  private static final String LEVEL = "level";

  private IdentifierTypesReader() {}

  static List<IdentifierType> read(ConfigNode node) {
    Map<String, ConfigNode> entries = node.entries();
    Optional<List<String>> written = node.keysAsWritten();
    List<IdentifierType> types = new ArrayList<>();
    Map<Integer, String> byPriority = new HashMap<>();
    for (String name : written.orElseGet(() -> List.copyOf(entries.keySet()))) {
      ConfigNode entry = requireNonNull(entries.get(name));
      IdentifierType type = type(name, entry, types.size() + 1);
      String other = byPriority.putIfAbsent(type.priority(), name);
      if (other != null) {
        entry.problem(
            PRIORITY,
            "%s and %s have the same priority".formatted(other, name),
            "give every type a priority of its own, or none to any");
      }
      types.add(type);
    }
    if (written.isEmpty() && entries.values().stream().anyMatch(entry -> !entry.has(PRIORITY))) {
      node.problems()
          .add(
              "types have no priority, and their order cannot be seen in the file",
              node.where(),
              "write each type on a line of its own, or give each a priority");
    }
    return types;
  }

  private static IdentifierType type(String name, ConfigNode entry, int position) {
    try (entry) {
      Level level = entry.choice(LEVEL, Level.class);
      return new IdentifierType(
          name,
          level,
          entry.has(PRIORITY)
              ? Math.toIntExact(Math.min(entry.integer(PRIORITY), Integer.MAX_VALUE))
              : position,
          entry.has("normalize") ? normalize(entry) : "trim",
          attribution(name, level, entry),
          limit(name, level, entry));
    }
  }

  private static IdentifierLimit limit(String name, Level level, ConfigNode entry) {
    IdentifierLimit limit = IdentifierLimit.read(entry);
    if (level == Level.ACCOUNT && !limit.isNone()) {
      entry.problem(
          entry.has("limit") ? "limit" : "unique",
          "%s is of an account and never links people, so that a limit has no effect"
              .formatted(name),
          "take the limit out, or give the type level = person or device");
    }
    return limit;
  }

  private static Attribution attribution(String name, Level level, ConfigNode entry) {
    Attribution attribution = Attribution.read(entry);
    if (entry.has("attribution") && level != Level.DEVICE) {
      entry.problem(
          "attribution",
          "%s is no device: attribution says whose the events of a device are".formatted(name),
          "take attribution out, or give it to a type with level = device");
    }
    return attribution;
  }

  /** A name with a dot is a class; whether it exists is found where normalisers are made. */
  private static String normalize(ConfigNode entry) {
    String name = entry.string("normalize");
    return name.contains(".")
        ? name
        : IdentityConfig.known(entry, "normalize", IdentityConfig.NORMALIZERS);
  }
}
