package io.truecount.metric.manifest;

import io.truecount.config.yaml.YamlFile;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads metric definitions: dbt's semantic-layer YAML in its older form (semantic models with
 * measures, one document each or in lists) and in its newer form (metrics inside a model), and
 * dbt's {@code semantic_manifest.json}, and Ossie documents that Truecount wrote. Every error is
 * reported with its file and line, all at once.
 *
 * @see <a href="https://docs.getdbt.com/docs/build/about-metricflow">dbt's reference</a>
 */
public final class ManifestReader {
  /** Whose custom extension in an Apache Ossie document holds the definitions. */
  public static final String OSSIE_VENDOR = "TRUECOUNT";

  private final Problems problems;
  private final Manifest given;
  private final int earlier;
  private final List<YamlNode> models = new ArrayList<>();
  private final List<YamlNode> dbtModels = new ArrayList<>();
  private final List<YamlNode> metrics = new ArrayList<>();
  private final List<YamlNode> savedQueries = new ArrayList<>();
  private final List<YamlNode> configurations = new ArrayList<>();

  private ManifestReader(Manifest given, Problems problems) {
    this.given = given;
    this.problems = problems;
    this.earlier = problems.list().size();
  }

  /**
   * The definitions in files and folders (searched for .yml, .yaml and .json).
   *
   * @throws TruecountException with every error found
   */
  public static Manifest read(List<Path> files) {
    Problems problems = new Problems();
    Manifest manifest = read(files, Manifest.NONE, problems);
    problems.throwIfAny();
    return manifest;
  }

  /**
   * As {@link #read(List)}, for a caller who collects the errors of several parts.
   *
   * @param given models and metrics that are defined elsewhere; they go last in the result
   */
  public static Manifest read(List<Path> files, Manifest given, Problems problems) {
    ManifestReader reader = new ManifestReader(given, problems);
    for (Path file : files.stream().flatMap(ManifestReader::definitions).toList()) {
      YamlFile.documents(file, problems).forEach(reader::sort);
    }
    return reader.manifest();
  }

  /** The definitions in a text. */
  public static Manifest read(String text, String file, Problems problems) {
    return read(Map.of(file, text), Manifest.NONE, problems);
  }

  /** The definitions in texts, by the names of their files. */
  public static Manifest read(Map<String, String> texts, Manifest given, Problems problems) {
    ManifestReader reader = new ManifestReader(given, problems);
    texts.forEach((file, text) -> YamlFile.documents(text, file, problems).forEach(reader::sort));
    return reader.manifest();
  }

  private static Stream<Path> definitions(Path path) {
    if (!Files.exists(path)) {
      throw TruecountException.invalid(
          Problem.of("there is no file or folder " + path, "definitions", "correct the path"));
    }
    if (!Files.isDirectory(path)) {
      return Stream.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(f -> f.toString().matches(".*\\.(ya?ml|json)")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + path, e);
    }
  }

  private void sort(YamlNode document) {
    if (document.has("datasets") || document.child("semantic_model").isList()) {
      ossie(document);
      return;
    }
    Map<String, Consumer<YamlNode>> single = new TreeMap<>();
    single.put("semantic_model", models::add);
    single.put("metric", metrics::add);
    single.put("saved_query", savedQueries::add);
    single.put("project_configuration", configurations::add);
    Map<String, Consumer<YamlNode>> lists = new TreeMap<>();
    lists.put("semantic_models", models::add);
    lists.put("models", dbtModels::add);
    lists.put("metrics", metrics::add);
    lists.put("saved_queries", savedQueries::add);
    try (document) {
      document.ignoring("version");
      single.forEach((key, sink) -> document.optional(key).ifPresent(sink));
      lists.forEach((key, sink) -> document.children(key).forEach(sink));
    }
  }

  /** Of an Ossie document, the definitions that Truecount has put into it. */
  private void ossie(YamlNode document) {
    Optional<YamlNode> data =
        document.children("custom_extensions").stream()
            .filter(e -> e.optionalText("vendor_name").orElse("").equals(OSSIE_VENDOR))
            .findFirst()
            .map(e -> e.required("data"));
    if (data.isEmpty()) {
      document.problem(
          "this Ossie document was not written by Truecount",
          "write the metrics in dbt's YAML: Ossie lacks keys, times and filters that they need");
      return;
    }
    YamlFile.documents(data.get().text(), data.get().where(), problems).forEach(this::sort);
  }

  private Manifest manifest() {
    boolean whole = problems.list().size() == earlier;
    List<TimeSpine> spines = new ArrayList<>();
    configurations.forEach(c -> spines.addAll(SpineReader.configured(c)));
    List<SemanticModel> read = new ArrayList<>();
    models.forEach(m -> read.add(ModelReader.legacy(m)));
    MetricReader reader = new MetricReader(read, given.metrics(), problems);
    if (!whole) {
      reader.tolerateUnknownNames();
    }
    for (YamlNode node : dbtModels) {
      SpineReader.ofModel(node).ifPresent(spines::add);
      NestedModelReader.read(node)
          .ifPresent(
              nested -> {
                read.add(nested.model());
                reader.nested(nested.model(), nested.metrics());
              });
    }
    metrics.forEach(reader::add);
    List<SavedQuery> queries = savedQueries.stream().map(SavedQueryReader::read).toList();
    List<Metric> all = reader.metrics();
    read.addAll(given.models());
    Manifest manifest = new Manifest(read, all, SpineReader.distinct(spines), queries);
    if (whole) {
      References.check(manifest, problems);
    }
    return manifest;
  }
}
