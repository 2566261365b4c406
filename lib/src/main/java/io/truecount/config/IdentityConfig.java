package io.truecount.config;

import io.truecount.error.Suggestion;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * How identifiers are understood.
 *
 * @param engine of the connected components, {@code native} or {@code graphframes}
 * @param defaultRegion ISO 3166 country of phone numbers written without a country code
 * @param types in the order of their priority, first decides
 * @param links which identifiers may not come together, besides the limits of types
 * @param matchers what links identifiers that no record connects
 * @param overrides what people have decided, in the order of their files
 * @param generic which values are of no single customer
 */
public record IdentityConfig(
    String engine,
    String defaultRegion,
    List<IdentifierType> types,
    Blocked blocked,
    LinkRules links,
    Matchers matchers,
    List<IdentityOverride> overrides,
    GenericRule generic)
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
   * @param limit how many values a customer may have
   */
  public record IdentifierType(
      String name,
      Level level,
      int priority,
      String normalize,
      Attribution attribution,
      IdentifierLimit limit)
      implements Serializable {
    /** Without a limit. */
    public IdentifierType(
        String name, Level level, int priority, String normalize, Attribution attribution) {
      this(name, level, priority, normalize, attribution, IdentifierLimit.NONE);
    }

    /** Without a limit, and with the default attribution. */
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

  /**
   * What gives pairs of identifiers a score.
   *
   * @param comparing how records are compared; null for not at all, as an Optional cannot be sent
   *     to other machines
   * @param tables of other matchers
   */
  public record Matchers(@Nullable LinkageConfig comparing, List<ScoredLinksConfig> tables)
      implements Serializable {
    public static final Matchers NONE = new Matchers(null, List.of());

    public Matchers {
      tables = List.copyOf(tables);
    }

    public Optional<LinkageConfig> linkage() {
      return Optional.ofNullable(comparing);
    }

    public boolean isEmpty() {
      return comparing == null && tables.isEmpty();
    }
  }

  public static final Set<String> ENGINES = Set.of("native", "graphframes");
  public static final Set<String> NORMALIZERS =
      Set.of("email", "email-provider", "phone", "lower", "trim", "none");

  public IdentityConfig {
    types = types.stream().sorted(Comparator.comparingInt(IdentifierType::priority)).toList();
    overrides = List.copyOf(overrides);
  }

  /** Without overrides. */
  public IdentityConfig(
      String engine,
      String defaultRegion,
      List<IdentifierType> types,
      Blocked blocked,
      LinkRules links,
      Matchers matchers) {
    this(engine, defaultRegion, types, blocked, links, matchers, List.of(), GenericRule.OFF);
  }

  /** Without matchers. */
  public IdentityConfig(
      String engine,
      String defaultRegion,
      List<IdentifierType> types,
      Blocked blocked,
      LinkRules links) {
    this(engine, defaultRegion, types, blocked, links, Matchers.NONE);
  }

  /** Without rules for links. */
  public IdentityConfig(
      String engine, String defaultRegion, List<IdentifierType> types, Blocked blocked) {
    this(engine, defaultRegion, types, blocked, LinkRules.NONE);
  }

  /**
   * Reads an {@code identity} block.
   *
   * @param folder that files of overrides are relative to
   */
  public static IdentityConfig read(ConfigNode node, Path folder) {
    try (node) {
      String engine = known(node, "engine", ENGINES);
      String region = region(node);
      List<IdentifierType> types = types(node);
      node.has("labels"); // measures identities, and changes none: LabelsConfig
      List<String> names = types.stream().map(IdentifierType::name).toList();
      return new IdentityConfig(
          engine,
          region,
          types,
          blocked(node.child("blocked")),
          LinkRules.read(node, names),
          new Matchers(
              LinkageReader.read(node, names).orElse(null),
              ScoredLinksConfig.read(node.child("scored-links"), names)),
          OverridesReader.read(node, folder, types),
          generic(node));
    }
  }

  private static GenericRule generic(ConfigNode node) {
    return node.has("generic")
        ? GenericRule.read(node.child("generic"), OverridesReader.most(node))
        : GenericRule.OFF;
  }

  /** Whether identifiers that records connect may be of two customers. */
  public boolean constrains() {
    return hasRules()
        || overrides.stream().anyMatch(one -> one.action() == IdentityOverride.Action.FORCE_UNLINK);
  }

  /** As {@link #constrains}, overrides aside. */
  public boolean hasRules() {
    return links.constrain() || types.stream().anyMatch(type -> !type.limit().isNone());
  }

  /** With the overrides that are of a run as of an instant: those that have not expired. */
  public IdentityConfig at(Instant asOf) {
    return withOverrides(overrides.stream().filter(one -> one.acts(asOf)).toList());
  }

  /** The files that have overrides, relative to the folder of the block. */
  public List<String> overrideFiles() {
    return overrides.stream().map(IdentityOverride::file).distinct().toList();
  }

  /** With other overrides. */
  public IdentityConfig withOverrides(List<IdentityOverride> others) {
    return new IdentityConfig(
        engine, defaultRegion, types, blocked, links, matchers, others, generic);
  }

  /** With other generic values that are blocked, normalised. */
  public IdentityConfig withGeneric(List<LinkRules.Named> found) {
    return withGeneric(generic.withFound(found));
  }

  /** With another rule for generic values. */
  public IdentityConfig withGeneric(GenericRule other) {
    return new IdentityConfig(
        engine, defaultRegion, types, blocked, links, matchers, overrides, other);
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
    List<IdentifierType> types = IdentifierTypesReader.read(node.child("types"));
    if (types.isEmpty()) {
      node.problem("types", "no identifier types", "add identity.types { user_id { … } }");
    }
    return types;
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

  static String known(ConfigNode node, String key, Set<String> known) {
    String name = node.string(key);
    if (!name.isEmpty() && !known.contains(name)) {
      node.problem(key, "unknown %s \"%s\"".formatted(key, name), Suggestion.remedy(name, known));
    }
    return name;
  }
}
