package io.truecount.jobs;

import io.truecount.config.Overrides;
import io.truecount.config.ProjectConfig;
import io.truecount.customer.CustomerTables;
import io.truecount.error.Problems;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.model.ModelGraph;
import io.truecount.model.Variables;
import io.truecount.table.TableDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;

/** A whole project: its configuration, models, metrics and audiences, found valid together. */
record Definitions(ProjectConfig config, ModelGraph models, Manifest manifest) {
  /**
   * Reads a project; starts no Spark.
   *
   * @throws io.truecount.error.TruecountException with every error found
   */
  static Definitions read(Path project, Overrides overrides) {
    Problems problems = new Problems();
    ProjectConfig config = ProjectConfig.read(project, overrides, problems);
    Set<String> tables = new TreeSet<>(Set.of(Views.CUSTOMER_EVENTS));
    tables(config, problems).forEach(table -> tables.add(table.name()));
    ModelGraph models =
        ModelGraph.read(
            project.resolve("models"), tables, Variables.example(config.variables()), problems);
    Manifest manifest = ManifestReader.read(folder(project, "metrics"), problems);
    problems.throwIfAny();
    return new Definitions(config, models, manifest);
  }

  /** The tables that the nightly itself makes, in the order of the data. */
  List<TableDefinition> tables() {
    return tables(config, new Problems());
  }

  private static List<Path> folder(Path project, String name) {
    Path folder = project.resolve(name);
    return Files.isDirectory(folder) ? List.of(folder) : List.of();
  }

  private static List<TableDefinition> tables(ProjectConfig config, Problems problems) {
    StructType properties = problems.isEmpty() ? config.properties() : new StructType();
    List<TableDefinition> tables = new ArrayList<>();
    tables.add(EventTables.events(properties));
    tables.add(EventTables.eventsConflict(properties));
    tables.add(EventTables.quarantine());
    tables.add(EventTables.ingestCounts());
    tables.addAll(IdentityTables.all());
    tables.add(CustomerTables.customers(config.customers(), properties));
    return tables;
  }
}
