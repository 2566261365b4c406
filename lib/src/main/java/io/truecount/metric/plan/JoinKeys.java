package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.GroupByItem.Hop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Names the columns that the models of join paths are joined by.
 *
 * @param root the model that the paths start from
 */
record JoinKeys(SemanticModel root) {
  /** The model at the end of a path; the root for an empty one. */
  SemanticModel model(List<Hop> path) {
    return path.isEmpty() ? root : path.get(path.size() - 1).target();
  }

  /** The column with an entity of the model at the end of a path. */
  String key(List<Hop> path, String entity) {
    return "__%s_key_%s".formatted(label(path), entity);
  }

  /** The column with a partition dimension of the model at the end of a path. */
  String partition(List<Hop> path, String dimension) {
    return "__%s_partition_%s".formatted(label(path), dimension);
  }

  private String label(List<Hop> path) {
    StringBuilder text = new StringBuilder();
    path.forEach(hop -> text.append(hop.entity()).append('_'));
    path.stream().limit(1).forEach(hop -> text.append(hop.route()).append('_'));
    return text.append(model(path).name()).toString();
  }

  /**
   * The partition dimensions of the model at the end of a path that earlier models share, each with
   * the path to the first model that has it.
   */
  Map<String, List<Hop>> partitions(List<Hop> path) {
    Map<String, List<Hop>> result = new LinkedHashMap<>();
    model(path).dimensions().stream()
        .filter(Dimension::partition)
        .map(Dimension::name)
        .forEach(
            name ->
                IntStream.range(0, path.size())
                    .mapToObj(i -> path.subList(0, i))
                    .filter(p -> hasPartition(p, name))
                    .findFirst()
                    .ifPresent(p -> result.put(name, p)));
    return result;
  }

  private boolean hasPartition(List<Hop> path, String name) {
    return model(path).dimension(name).filter(Dimension::partition).isPresent();
  }
}
