package io.truecount.project;

import io.truecount.audience.Audience;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.AudienceViews;
import io.truecount.audience.Audiences;
import io.truecount.audience.KnownTraits;
import io.truecount.audience.Vocabulary;
import io.truecount.config.IdentityConfig;
import io.truecount.config.Overrides;
import io.truecount.config.ProjectConfig;
import io.truecount.customer.CustomerTables;
import io.truecount.customer.TraitEvents;
import io.truecount.customer.Traits;
import io.truecount.error.Problems;
import io.truecount.identity.OverrideConflicts;
import io.truecount.metric.MetricTables;
import io.truecount.metric.MetricTraits;
import io.truecount.metric.SavedViews;
import io.truecount.metric.check.Validation;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.model.Model.Materialized;
import io.truecount.model.ModelGraph;
import io.truecount.model.Variables;
import io.truecount.table.TableDefinition;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A whole project: its configuration, models, metrics and audiences, found valid together. */
public record Project(
    ProjectConfig config,
    Capabilities capabilities,
    ModelGraph models,
    Manifest manifest,
    List<Audience> audiences) {
  public Project {
    audiences = List.copyOf(audiences);
  }

  /**
   * Reads a project; starts no Spark.
   *
   * @param capabilities of the nightly that it is for
   * @throws io.truecount.error.TruecountException with every error found
   */
  public static Project read(Path folder, Overrides overrides, Capabilities capabilities) {
    return read(folder, overrides, capabilities, Optional.empty());
  }

  /**
   * As {@link #read(Path, Overrides, Capabilities)}, for a run.
   *
   * @param asOf of the run: overrides that act then and contradict each other are errors too
   */
  public static Project read(
      Path folder, Overrides overrides, Capabilities capabilities, Optional<Instant> asOf) {
    Problems problems = new Problems();
    ProjectConfig config =
        ProjectConfig.read(folder, overrides, capabilities.formats().rules(), problems);
    boolean configured = problems.isEmpty();
    ModelGraph models =
        ModelGraph.read(
            folder.resolve("models"),
            readable(capabilities),
            Variables.example(config.variables()),
            problems);
    Problems ofMetrics = new Problems();
    Manifest manifest = metrics(folder, Semantics.of(config.metrics()), ofMetrics);
    problems.addAll(ofMetrics.list());
    List<Audience> audiences =
        configured ? audiences(folder, config, manifest, ofMetrics, problems) : List.of();
    Project project = new Project(config, capabilities, models, manifest, audiences);
    CrossReferences.check(project, problems);
    asOf.ifPresent(then -> OverrideConflicts.check(config.identity().at(then), problems));
    problems.throwIfAny();
    return project;
  }

  /** This project in a run as of an instant: with the overrides that have not expired. */
  public Project at(Instant asOf) {
    return new Project(config.at(asOf), capabilities, models, manifest, audiences);
  }

  /**
   * The same project under other identity rules.
   *
   * @throws io.truecount.error.TruecountException with every name that the rules do not declare
   */
  public Project with(IdentityConfig rules) {
    Problems problems = new Problems();
    ProjectConfig changed = config.with(rules, problems);
    problems.throwIfAny();
    return new Project(changed, capabilities, models, manifest, audiences);
  }

  /** What metrics mean in this project. */
  public Semantics semantics() {
    return Semantics.of(config.metrics());
  }

  /** Plans queries of this project's metrics, with the meaning that it has chosen. */
  public Planner planner() {
    return new Planner(manifest, semantics());
  }

  /** An audience by its name. */
  public Optional<Audience> audience(String name) {
    return audiences.stream().filter(audience -> audience.name().equals(name)).findFirst();
  }

  /**
   * The views of a release by name: saved queries that are exported as views, and the definition of
   * each audience.
   *
   * @param asOf of the release
   */
  public SortedMap<String, Plan> views(Instant asOf) {
    SortedMap<String, Plan> views = SavedViews.plans(planner());
    views.putAll(AudienceViews.plans(audiences, planner(), asOf));
    return views;
  }

  /** The tables that the nightly itself makes, in the order of the data. */
  public List<TableDefinition> tables() {
    return of(capabilities.tables());
  }

  /** Tables as they are in this project. */
  public List<TableDefinition> of(TableSet tables) {
    return tables.of(config.customers(), config.properties(), manifest);
  }

  /**
   * Rows of a stored table in the columns that it has today; those of models and exports, which
   * every nightly makes as a whole, as they are stored.
   */
  public Dataset<Row> conform(String table, Dataset<Row> stored) {
    return tables().stream()
        .filter(definition -> definition.name().equals(table))
        .findFirst()
        .map(definition -> definition.conform(stored))
        .orElse(stored);
  }

  /**
   * The names of all tables that the nightly stores: its own, those of metrics, of event conditions
   * and of the history of traits only where the project has some, models and exports.
   */
  public Set<String> stored() {
    Set<String> names = capabilities.tables().names();
    if (manifest.metrics().isEmpty()) {
      MetricTables.all().forEach(table -> names.remove(table.name()));
    }
    if (audiences.isEmpty()) {
      names.remove(AudienceTables.FLAGS);
    }
    if (audiences.stream().anyMatch(Audience::measuresEvents)) {
      names.add(AudienceTables.MEASURES);
    }
    if (config.customers().traits().isEmpty()) {
      names.remove(TraitEvents.TRAIT_EVENTS);
    }
    if (config.customers().history().isEmpty()) {
      names.remove(CustomerTables.CUSTOMERS_HISTORY);
    }
    models.models().stream()
        .filter(model -> model.materialized() == Materialized.TABLE)
        .forEach(model -> names.add(model.name()));
    manifest.savedQueries().stream()
        .flatMap(saved -> saved.exports().stream())
        .filter(export -> !export.view())
        .forEach(export -> names.add(export.alias()));
    return names;
  }

  /** Traits and audiences are checked against the contracts, so these must be in order first. */
  private static List<Audience> audiences(
      Path folder, ProjectConfig config, Manifest manifest, Problems ofMetrics, Problems problems) {
    StructType properties = config.properties();
    Traits.check(config.customers(), properties, problems);
    TableDefinition customers = CustomerTables.customers(config.customers(), properties);
    if (ofMetrics.isEmpty()) {
      MetricTraits.check(manifest, customers, problems);
    }
    KnownTraits.Extent extent =
        ofMetrics.isEmpty() ? KnownTraits.Extent.ALL : KnownTraits.Extent.SOME;
    StructType traits = MetricTraits.added(customers, manifest).schema();
    return Audiences.read(
        folder.resolve(Definitions.AUDIENCES),
        vocabulary(config, manifest, new KnownTraits(traits, extent)),
        problems);
  }

  private static Vocabulary vocabulary(
      ProjectConfig config, Manifest manifest, KnownTraits traits) {
    return new Vocabulary(
        traits,
        CustomerTables.customerEvents(config.properties()).schema(),
        new Planner(manifest, Semantics.of(config.metrics())));
  }

  /**
   * Other definitions of audiences, over the traits and properties of this project.
   *
   * @param texts by the names of their files
   * @param metrics that they may name
   * @throws io.truecount.error.TruecountException with every error found
   */
  public List<Audience> audiences(Map<String, String> texts, Manifest metrics) {
    Problems problems = new Problems();
    TableDefinition customers = CustomerTables.customers(config.customers(), config.properties());
    StructType traits = MetricTraits.added(customers, manifest).schema();
    List<Audience> read =
        Audiences.read(
            texts,
            vocabulary(config, metrics, new KnownTraits(traits, KnownTraits.Extent.ALL)),
            problems);
    problems.throwIfAny();
    return read;
  }

  /** What models may read, besides each other. */
  Set<String> readable() {
    return readable(capabilities);
  }

  private static Set<String> readable(Capabilities capabilities) {
    Set<String> names = capabilities.tables().names();
    names.add(CustomerTables.CUSTOMER_EVENTS);
    return names;
  }

  private static Manifest metrics(Path folder, Semantics semantics, Problems problems) {
    Manifest manifest = Definitions.read(folder, problems);
    if (problems.isEmpty()) {
      Validation.check(new Planner(manifest, semantics), problems);
    }
    return manifest;
  }
}
