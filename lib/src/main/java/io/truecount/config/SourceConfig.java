package io.truecount.config;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.types.StructType;

/**
 * One source of records: where its files are, how a record becomes an event, and what the source
 * promises about its records.
 *
 * @param where {@code file:line}
 * @param path below the lake; globs, and {@code {date}} for the load date
 * @param event how a row becomes an event; absent where the records say so themselves
 * @param identifiers identifier type to the places that hold one, in the order of the file
 * @param mapped types of these that the source's own configuration names, not its format's defaults
 * @param expected how often it must give records
 * @param properties the contract, in the order of the file
 */
public record SourceConfig(
    String name,
    String where,
    FormatRules format,
    String path,
    Optional<EventMapping> event,
    Map<String, List<String>> identifiers,
    Set<String> mapped,
    Expected expected,
    List<PropertyConfig> properties,
    FormatOptions options) {
  /** So many places fit the bits of a number; no source is known to map more. */
  private static final int MOST_PATHS = Long.SIZE;

  /** The load date in a path. */
  public static final String DATE = "{date}";

  public SourceConfig {
    requireNonNull(name);
    requireNonNull(where);
    requireNonNull(format);
    requireNonNull(path);
    requireNonNull(event);
    requireNonNull(options);
    Map<String, List<String>> copy = new LinkedHashMap<>(identifiers);
    identifiers = Collections.unmodifiableMap(copy);
    mapped = Set.copyOf(mapped);
    requireNonNull(expected);
    properties = List.copyOf(properties);
  }

  /** Without {@code {date}}: all files are read by every run. */
  public boolean isSnapshot() {
    return !path.contains(DATE);
  }

  /**
   * The places that the source's own configuration maps to identifiers, each once, in the order of
   * the file: the first {@value #MOST_PATHS}, which are counted.
   */
  public List<String> mappedPaths() {
    return identifiers.entrySet().stream()
        .filter(entry -> mapped.contains(entry.getKey()))
        .flatMap(entry -> entry.getValue().stream())
        .distinct()
        .limit(MOST_PATHS)
        .toList();
  }

  /**
   * Reads all sources; errors go to the nodes' problems.
   *
   * @param defaults {@code source-formats}: what a source of each format need not say
   * @param formats those that a source may come in
   */
  public static List<SourceConfig> read(
      ConfigNode sources, ConfigNode defaults, List<FormatRules> formats) {
    Map<String, ConfigNode> templates = defaults.entries();
    List<SourceConfig> result = new ArrayList<>();
    sources.entries().forEach((name, node) -> result.add(read(name, node, templates, formats)));
    disagreements(result).forEach(problem -> sources.problems().add(problem));
    return result;
  }

  /**
   * The typed properties of all sources together, by name.
   *
   * @throws TruecountException when two sources give one property different types
   */
  public static StructType properties(List<SourceConfig> sources) {
    Problems problems = new Problems();
    problems.addAll(disagreements(sources));
    problems.throwIfAny();
    StructType all = new StructType();
    for (PropertyConfig property : firstByName(sources).values()) {
      all = all.add(property.name(), property.type().dataType());
    }
    return all;
  }

  private static SourceConfig read(
      String name, ConfigNode own, Map<String, ConfigNode> templates, List<FormatRules> formats) {
    Optional<FormatRules> known = format(own, formats);
    FormatRules format = known.orElseGet(() -> standIn(own));
    ConfigNode template = templates.get(format.name());
    try (ConfigNode node = template == null ? own : own.withDefaults(template)) {
      node.has("format");
      if (known.isEmpty()) {
        formats.forEach(other -> other.keys().forEach(node::has));
      }
      return new SourceConfig(
          name,
          own.where(),
          format,
          SourcePath.read(node),
          event(format, node),
          identifiers(node.child("identifiers")),
          identifiers(own.child("identifiers")).keySet(),
          expected(node),
          contract(node.child("contract")),
          format.options().apply(node));
    }
  }

  /** The format that asks least of a source, so that its other errors are found as well. */
  private static FormatRules standIn(ConfigNode node) {
    return new FormatRules("", !node.has("event"), List.of(), options -> new FormatOptions.None());
  }

  private static Optional<FormatRules> format(ConfigNode node, List<FormatRules> formats) {
    String text = node.string("format");
    Map<String, FormatRules> known =
        formats.stream().collect(toMap(FormatRules::name, Function.identity()));
    FormatRules format = known.get(text);
    if (format == null && node.has("format")) {
      node.problem(
          "format",
          "unknown source format \"%s\"".formatted(text),
          Suggestion.remedy(text, known.keySet()));
    }
    return Optional.ofNullable(format);
  }

  private static Optional<EventMapping> event(FormatRules format, ConfigNode node) {
    return format.describesItself()
        ? Optional.empty()
        : Optional.of(EventMapping.read(node.child("event")));
  }

  private static Map<String, List<String>> identifiers(ConfigNode node) {
    Map<String, List<String>> identifiers = node.stringLists();
    identifiers.values().removeIf(List::isEmpty);
    return identifiers;
  }

  private static Expected expected(ConfigNode node) {
    return node.has("expected") ? node.choice("expected", Expected.class) : Expected.USUAL;
  }

  private static List<PropertyConfig> contract(ConfigNode node) {
    try (node) {
      return node.children("properties").entrySet().stream()
          .map(entry -> PropertyConfig.read(entry.getKey(), entry.getValue()))
          .toList();
    }
  }

  private static List<Problem> disagreements(List<SourceConfig> sources) {
    Map<String, PropertyConfig> first = firstByName(sources);
    List<Problem> problems = new ArrayList<>();
    for (SourceConfig source : sources) {
      for (PropertyConfig property : source.properties) {
        PropertyConfig other = requireNonNull(first.get(property.name()));
        if (other.type() != property.type()) {
          problems.add(disagreement(source, property, other));
        }
      }
    }
    return problems;
  }

  private static Problem disagreement(
      SourceConfig source, PropertyConfig property, PropertyConfig other) {
    return new Problem(
        "property %s of source %s is a %s, but a %s at %s"
            .formatted(
                property.name(),
                source.name(),
                property.type().name().toLowerCase(Locale.ROOT),
                other.type().name().toLowerCase(Locale.ROOT),
                other.where()),
        property.where(),
        "events.properties has one type for a name",
        "give both one type, or one of them another name (and path = %s)"
            .formatted(property.name()));
  }

  private static Map<String, PropertyConfig> firstByName(List<SourceConfig> sources) {
    Map<String, PropertyConfig> first = new LinkedHashMap<>();
    for (SourceConfig source : sources) {
      source.properties.forEach(property -> first.putIfAbsent(property.name(), property));
    }
    return first;
  }
}
