package io.truecount.config;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * A project's {@code truecount.conf} over the defaults of {@code reference.conf}.
 *
 * @param directory the project folder
 * @param lake root of the sources' paths, any Hadoop file system; local paths are absolute
 * @param labels that identities are measured against
 * @param variables the project's own {@code ${…}} for models
 * @param hash SHA-256 of the project's files, hexadecimal
 */
public record ProjectConfig(
    Path directory,
    String lake,
    TableConfig table,
    MaintainConfig maintain,
    List<SourceConfig> sources,
    IdentityConfig identity,
    Optional<LabelsConfig> labels,
    List<LevelConfig> levels,
    CustomersConfig customers,
    MetricsConfig metrics,
    ChecksConfig checks,
    NightlyConfig nightly,
    List<SuppressionConfig> suppressions,
    Map<String, String> variables,
    String hash) {
  public static final String FILE = "truecount.conf";

  public ProjectConfig {
    requireNonNull(directory);
    requireNonNull(lake);
    requireNonNull(table);
    requireNonNull(maintain);
    sources = List.copyOf(sources);
    requireNonNull(identity);
    requireNonNull(labels);
    levels = List.copyOf(levels);
    requireNonNull(customers);
    requireNonNull(metrics);
    requireNonNull(checks);
    requireNonNull(nightly);
    suppressions = List.copyOf(suppressions);
    requireNonNull(hash);
    variables = Map.copyOf(variables);
  }

  /**
   * Reads a project.
   *
   * @param formats those that its sources may come in
   * @throws TruecountException with every error found
   */
  public static ProjectConfig read(Path directory, Overrides overrides, List<FormatRules> formats) {
    Problems problems = new Problems();
    ProjectConfig config = read(directory, overrides, formats, problems);
    problems.throwIfAny();
    return config;
  }

  /**
   * As {@link #read(Path, Overrides, List)}, for a caller who collects the errors of several parts.
   */
  public static ProjectConfig read(
      Path directory, Overrides overrides, List<FormatRules> formats, Problems problems) {
    Config config = parse(directory.resolve(FILE));
    ProjectConfig project = read(directory, config, overrides, formats, problems);
    ConfigReferences.check(project, problems);
    return project;
  }

  private static ProjectConfig read(
      Path directory,
      Config config,
      Overrides overrides,
      List<FormatRules> formats,
      Problems problems) {
    try (ConfigNode node = new ConfigNode(config.root(), "", problems)) {
      IdentityConfig identity = IdentityConfig.read(node.child("identity"), directory);
      return new ProjectConfig(
          directory,
          Locations.absolute(overrides.lake().orElse(node.string("lake"))),
          TableConfig.read(node.child("table"), overrides),
          MaintainConfig.read(node.child("maintain")),
          SourceConfig.read(node.child("sources"), node.child("source-formats"), formats),
          identity,
          LabelsConfig.read(node.child("identity")),
          LevelConfig.read(node.child("levels")),
          CustomersConfig.read(node.child("customers")),
          MetricsConfig.read(node.child("metrics")),
          ChecksConfig.read(node.child("checks")),
          NightlyConfig.read(node.child("nightly")),
          SuppressionConfig.read(node.child("suppressions")),
          variables(node.child("variables")),
          ProjectHash.of(directory, identity.overrideFiles(), problems));
    }
  }

  /** This project in a run as of an instant: with the overrides that have not expired. */
  public ProjectConfig at(Instant asOf) {
    return with(identity.at(asOf));
  }

  /**
   * The same with other identity rules.
   *
   * @param problems gets what other parts of the project name and the rules do not declare
   */
  public ProjectConfig with(IdentityConfig rules, Problems problems) {
    ProjectConfig changed = with(rules);
    ConfigReferences.check(changed, problems);
    return changed;
  }

  private ProjectConfig with(IdentityConfig rules) {
    return new ProjectConfig(
        directory,
        lake,
        table,
        maintain,
        sources,
        rules,
        labels,
        levels,
        customers,
        metrics,
        checks,
        nightly,
        suppressions,
        variables,
        hash);
  }

  /** The typed properties that the contracts of all sources declare together. */
  public StructType properties() {
    return SourceConfig.properties(sources);
  }

  private static Config parse(Path file) {
    if (!Files.exists(file)) {
      throw TruecountException.invalid(
          new Problem(
              "there is no %s".formatted(FILE),
              file.toString(),
              "a project is a folder with this file",
              "name the folder with --project, or copy conf/ to start one"));
    }
    return ConfigFile.read(file, ConfigDefaults.of(file));
  }

  private static Map<String, String> variables(ConfigNode node) {
    Map<String, String> variables = new LinkedHashMap<>();
    node.stringLists().forEach((name, values) -> variables.put(name, String.join(",", values)));
    return variables;
  }
}
