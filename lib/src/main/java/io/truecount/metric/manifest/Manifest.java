package io.truecount.metric.manifest;

import java.util.List;
import java.util.Optional;

/** Everything that is defined once: models, metrics, time spines, saved queries. */
public record Manifest(
    List<SemanticModel> models,
    List<Metric> metrics,
    List<TimeSpine> spines,
    List<SavedQuery> savedQueries) {
  /** Nothing is defined. */
  public static final Manifest NONE = new Manifest(List.of(), List.of(), List.of(), List.of());

  public Manifest {
    models = List.copyOf(models);
    metrics = List.copyOf(metrics);
    spines = List.copyOf(spines);
    savedQueries = List.copyOf(savedQueries);
  }

  public Optional<Metric> metric(String name) {
    return metrics.stream().filter(m -> m.name().equals(name)).findFirst();
  }

  public List<String> metricNames() {
    return metrics.stream().map(Metric::name).toList();
  }

  public Optional<SemanticModel> model(String name) {
    return models.stream().filter(m -> m.name().equals(name)).findFirst();
  }

  public Optional<SavedQuery> savedQuery(String name) {
    return savedQueries.stream().filter(q -> q.name().equals(name)).findFirst();
  }

  /** The spine that defines a custom grain. */
  public Optional<TimeSpine> spineOf(String customGrain) {
    return spines.stream()
        .filter(s -> s.customGrains().stream().anyMatch(g -> g.name().equals(customGrain)))
        .findFirst();
  }

  public boolean isCustomGrain(String name) {
    return spineOf(name).isPresent();
  }
}
