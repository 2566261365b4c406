package io.truecount.metric.manifest;

import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Checks that every name that is used is defined once, and that no metric is computed from itself.
 */
final class References {
  private final Manifest manifest;
  private final Problems problems;

  private References(Manifest manifest, Problems problems) {
    this.manifest = manifest;
    this.problems = problems;
  }

  static void check(Manifest manifest, Problems problems) {
    References check = new References(manifest, problems);
    check.unique(manifest.models(), SemanticModel::name, SemanticModel::where, "semantic model");
    check.unique(manifest.savedQueries(), SavedQuery::name, SavedQuery::where, "saved query");
    manifest.models().forEach(check::model);
    manifest.metrics().forEach(check::metric);
    manifest.savedQueries().forEach(check::savedQuery);
  }

  private <T> void unique(
      List<T> all, Function<T, String> name, Function<T, String> where, String what) {
    Map<String, String> first = new HashMap<>();
    for (T one : all) {
      String other = first.putIfAbsent(name.apply(one), where.apply(one));
      if (other != null) {
        problems.add(
            "%s \"%s\" is defined twice, first at %s".formatted(what, name.apply(one), other),
            where.apply(one),
            "rename one");
      }
    }
  }

  private void model(SemanticModel model) {
    unique(model.entities(), Entity::name, Entity::where, "entity");
    unique(model.dimensions(), Dimension::name, Dimension::where, "dimension");
    unique(model.measures(), Measure::name, Measure::where, "measure");
    if (!model.dimensions().isEmpty() && model.localLinks().isEmpty()) {
      problems.add(
          "semantic model \"%s\" has dimensions and no entity to name them by"
              .formatted(model.name()),
          model.where(),
          "name a primary_entity");
    }
    model.measures().forEach(measure -> measure(model, measure));
  }

  private void measure(SemanticModel model, Measure measure) {
    List<String> times =
        model.dimensions().stream().filter(Dimension::isTime).map(Dimension::name).toList();
    if (model.aggTimeOf(measure).filter(Dimension::isTime).isEmpty()) {
      String wanted = measure.aggTime().or(model::aggTime).orElse("");
      problems.add(
          wanted.isEmpty()
              ? "measure \"%s\" has no time dimension".formatted(measure.name())
              : "\"%s\" is no time dimension of model \"%s\"".formatted(wanted, model.name()),
          measure.where(),
          times.isEmpty() ? "add agg_time_dimension" : Suggestion.remedy(wanted, times));
    }
    measure
        .nonAdditive()
        .filter(n -> !times.contains(n.dimension()))
        .ifPresent(
            n ->
                problems.add(
                    "non-additive dimension \"%s\" is no time dimension of model \"%s\""
                        .formatted(n.dimension(), model.name()),
                    measure.where(),
                    Suggestion.remedy(n.dimension(), times)));
  }

  private void model(String name, Metric metric) {
    if (!name.isEmpty() && manifest.model(name).isEmpty()) {
      List<String> known = manifest.models().stream().map(SemanticModel::name).toList();
      problems.add(
          "unknown semantic model \"%s\"".formatted(name),
          metric.header().where(),
          Suggestion.remedy(name, known));
    }
  }

  private void metric(Metric metric) {
    metric.asSimple().map(simple -> simple.input().model()).ifPresent(m -> model(m, metric));
    for (MetricInput input : metric.metricInputs()) {
      known(input.name(), metric.header().where());
    }
    if (dependsOn(metric, metric.name(), new HashSet<>())) {
      problems.add(
          "metric \"%s\" is made of itself".formatted(metric.name()),
          metric.header().where(),
          "take one of its inputs out of the circle");
    }
  }

  private void known(String name, String where) {
    if (manifest.metric(name).isEmpty()) {
      problems.add(
          "unknown metric \"%s\"".formatted(name),
          where,
          Suggestion.remedy(name, manifest.metricNames()));
    }
  }

  private boolean dependsOn(Metric metric, String wanted, Set<String> seen) {
    for (MetricInput input : metric.metricInputs()) {
      boolean found =
          input.name().equals(wanted)
              || (seen.add(input.name())
                  && manifest.metric(input.name()).stream()
                      .anyMatch(m -> dependsOn(m, wanted, seen)));
      if (found) {
        return true;
      }
    }
    return false;
  }

  private void savedQuery(SavedQuery query) {
    query.metrics().forEach(name -> known(name, query.where()));
  }
}
