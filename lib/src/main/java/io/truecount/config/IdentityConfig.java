package io.truecount.config;

import io.truecount.error.Suggestion;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How identifiers are understood.
 *
 * @param engine of the connected components, {@code native} or {@code graphframes}
 * @param defaultRegion ISO 3166 country of phone numbers written without a country code
 * @param types in the order of their priority, first decides
 */
public record IdentityConfig(
    String engine, String defaultRegion, List<IdentifierType> types, Blocked blocked)
    implements Serializable {

  /** What an identifier names. Identifiers of an account never link people. */
  public enum Level {
    PERSON,
    DEVICE,
    ACCOUNT
  }

  /**
   * One type of identifier.
   *
   * @param priority smaller decides; no two types share one
   * @param normalize a built-in normaliser or the name of a class
   * @param attribution of events that name no person; only the level device has a choice
   */
  public record IdentifierType(
      String name, Level level, int priority, String normalize, Attribution attribution)
      implements Serializable {
    /** With the default attribution. */
    public IdentifierType(String name, Level level, int priority, String normalize) {
      this(name, level, priority, normalize, Attribution.DEFAULT);
    }
  }

  /** Values that link no records: lists and patterns, compared without case. */
  public record Blocked(boolean builtIn, List<String> values, List<String> patterns)
      implements Serializable {
    public Blocked {
      values = List.copyOf(values);
      patterns = List.copyOf(patterns);
    }
  }

  public static final Set<String> ENGINES = Set.of("native", "graphframes");
  public static final Set<String> NORMALIZERS = Set.of("email", "phone", "lower", "trim", "none");

  public IdentityConfig {
    types = types.stream().sorted(Comparator.comparingInt(IdentifierType::priority)).toList();
  }

  public static IdentityConfig read(ConfigNode node) {
    try (node) {
      String engine = known(node, "engine", ENGINES);
      String region = region(node);
      List<IdentifierType> types = types(node);
      return new IdentityConfig(engine, region, types, blocked(node.child("blocked")));
    }
  }

  /** The type called {@code name}; empty when it is not declared. */
  public Optional<IdentifierType> type(String name) {
    return types.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /** Names of the types at a level, in the order of their priority. */
  public List<String> typesAt(Level level) {
    return types.stream().filter(t -> t.level() == level).map(IdentifierType::name).toList();
  }

  /** The types of devices whose events are attributed in this way. */
  public List<IdentifierType> devices(Attribution.Mode mode) {
    return types.stream()
        .filter(t -> t.level() == Level.DEVICE && t.attribution().mode() == mode)
        .toList();
  }

  private static List<IdentifierType> types(ConfigNode node) {
    List<IdentifierType> types = new ArrayList<>();
    Map<Integer, String> byPriority = new HashMap<>();
    node.children("types")
        .forEach(
            (name, entry) -> {
              IdentifierType type = type(name, entry);
              String other = byPriority.putIfAbsent(type.priority(), name);
              if (other != null) {
                entry.problem(
                    "priority",
                    "%s and %s have the same priority".formatted(other, name),
                    "give every type a priority of its own");
              }
              types.add(type);
            });
    if (types.isEmpty()) {
      node.problem("types", "no identifier types", "add identity.types { user_id { … } }");
    }
    return types;
  }

  private static IdentifierType type(String name, ConfigNode entry) {
    try (entry) {
      return new IdentifierType(
          name,
          entry.choice("level", Level.class),
          Math.toIntExact(Math.min(entry.integer("priority"), Integer.MAX_VALUE)),
          entry.has("normalize") ? normalize(entry) : "trim",
          attribution(name, entry));
    }
  }

  private static Attribution attribution(String name, ConfigNode entry) {
    Attribution attribution = Attribution.read(entry);
    if (entry.has("attribution") && entry.choice("level", Level.class) != Level.DEVICE) {
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
    return name.contains(".") ? name : known(entry, "normalize", NORMALIZERS);
  }

  private static Blocked blocked(ConfigNode node) {
    try (node) {
      Blocked blocked =
          new Blocked(node.bool("built-in"), node.strings("values"), node.strings("patterns"));
      for (String pattern : blocked.patterns()) {
        try {
          Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
          node.problem(
              "patterns",
              "not a regular expression: %s (%s)".formatted(pattern, e.getDescription()),
              "correct the pattern");
        }
      }
      return blocked;
    }
  }

  private static String region(ConfigNode node) {
    String region = node.string("default-region");
    if (!Set.of(Locale.getISOCountries()).contains(region)) {
      node.problem(
          "default-region",
          "unknown country \"%s\"".formatted(region),
          "use two capital letters of ISO 3166, such as DE");
    }
    return region;
  }

  private static String known(ConfigNode node, String key, Set<String> known) {
    String name = node.string(key);
    if (!name.isEmpty() && !known.contains(name)) {
      node.problem(key, "unknown %s \"%s\"".formatted(key, name), Suggestion.remedy(name, known));
    }
    return name;
  }
}
