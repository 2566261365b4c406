package io.truecount.config;

import static java.util.stream.Collectors.toCollection;

import io.truecount.config.CustomersConfig.Trait;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.LinkageConfig.Comparison;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds names that one part of a project's file uses and no other part declares. */
final class ConfigReferences {
  private final ProjectConfig project;
  private final Problems problems;
  private final Set<String> sources;
  private final Set<String> properties;

  private ConfigReferences(ProjectConfig project, Problems problems) {
    this.project = project;
    this.problems = problems;
    this.sources =
        project.sources().stream().map(SourceConfig::name).collect(toCollection(TreeSet::new));
    this.properties =
        project.sources().stream()
            .flatMap(source -> source.properties().stream())
            .map(PropertyConfig::name)
            .collect(toCollection(TreeSet::new));
  }

  static void check(ProjectConfig project, Problems problems) {
    ConfigReferences references = new ConfigReferences(project, problems);
    references.something();
    references.identifiers();
    references.levels();
    references.suppressions();
    references.links();
    references.limits();
    if (!references.sources.isEmpty()) {
      project.identity().matchers().linkage().ifPresent(references::linkage);
      project.customers().traits().forEach(references::trait);
    }
  }

  private void something() {
    String file = Locations.shown(project.directory().resolve(ProjectConfig.FILE));
    if (sources.isEmpty()) {
      problems.add("there is no source", file, "add one under sources { … }");
    } else if (properties.isEmpty()) {
      problems.add(
          "no source declares a property", file, "add one under contract { properties { … } }");
    }
  }

  private void identifiers() {
    Set<String> types =
        project.identity().types().stream()
            .map(IdentifierType::name)
            .collect(toCollection(TreeSet::new));
    for (SourceConfig source : project.sources()) {
      for (String type : source.identifiers().keySet()) {
        if (!types.contains(type)) {
          problems.add(
              "source %s gives identifiers of type %s, which identity.types does not declare"
                  .formatted(source.name(), type),
              source.where(),
              Suggestion.remedy(type, types));
        }
      }
    }
  }

  /** A run that ignored a rule would join people whom the project keeps apart. */
  private void links() {
    if (!project.identity().links().separation().isEmpty()) {
      problems.add(
          "identity has separation properties, which runs do not apply yet",
          Locations.shown(project.directory().resolve(ProjectConfig.FILE)),
          "take separation out of the project; try it with:"
              + " truecount identity try --rules FILE --records FILE");
    }
  }

  /** A limit of a measure that no run has would look like a guard and be none. */
  private void limits() {
    for (IdentityLimits.Limit limit : project.checks().identity().limits().keySet()) {
      if (limit.needsLabels() && project.labels().isEmpty()) {
        problems.add(
            "checks.identity.%s has no labelled sample to measure by".formatted(limit.key()),
            Locations.shown(project.directory().resolve(ProjectConfig.FILE)),
            "name one: identity.labels { path = \"labels/*.csv\" }, or take the limit out");
      }
    }
  }

  private void levels() {
    List<String> types = types();
    for (LevelConfig level : project.levels()) {
      for (String key : level.keys()) {
        if (!types.contains(key)) {
          problems.add(
              "level %s has the key %s, which identity.types does not declare"
                  .formatted(level.name(), key),
              level.where(),
              Suggestion.remedy(key, types));
        }
      }
    }
  }

  private List<String> types() {
    return project.identity().types().stream().map(IdentifierType::name).toList();
  }

  private void suppressions() {
    List<String> types = types();
    for (SuppressionConfig list : project.suppressions()) {
      if (list.person() instanceof SuppressionConfig.IdentifierColumn identifier
          && !identifier.type().isEmpty()
          && !types.contains(identifier.type())) {
        problems.add(
            "suppression %s has identifiers of type %s, which identity.types does not declare"
                .formatted(list.name(), identifier.type()),
            list.where(),
            Suggestion.remedy(identifier.type(), types));
      }
    }
  }

  private void linkage(LinkageConfig linkage) {
    for (Comparison comparison : linkage.comparisons()) {
      if (!properties.contains(comparison.property())) {
        problems.add(
            "identity.linkage compares %s by the property %s, which no contract declares"
                .formatted(comparison.name(), comparison.property()),
            Locations.shown(project.directory().resolve(ProjectConfig.FILE)),
            Suggestion.remedy(comparison.property(), properties));
      }
    }
  }

  private void trait(Trait trait) {
    if (!properties.contains(trait.property())) {
      problems.add(
          "trait %s comes from the property %s, which no contract declares"
              .formatted(trait.name(), trait.property()),
          trait.where(),
          Suggestion.remedy(trait.property(), properties));
    }
    for (String source : trait.sources()) {
      if (!sources.contains(source)) {
        problems.add(
            "trait %s listens to an unknown source %s".formatted(trait.name(), source),
            trait.where(),
            Suggestion.remedy(source, sources));
      }
    }
  }
}
