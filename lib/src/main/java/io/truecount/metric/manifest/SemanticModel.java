package io.truecount.metric.manifest;

import java.util.List;
import java.util.Optional;

/** One table with its keys, dimensions and measures. */
public record SemanticModel(
    String name,
    TableName table,
    Optional<String> primaryEntity,
    Optional<String> aggTime,
    List<Entity> entities,
    List<Dimension> dimensions,
    List<Measure> measures,
    String description,
    String where) {
  public SemanticModel {
    entities = List.copyOf(entities);
    dimensions = List.copyOf(dimensions);
    measures = List.copyOf(measures);
  }

  public Optional<Dimension> dimension(String wanted) {
    return dimensions.stream().filter(d -> d.name().equals(wanted)).findFirst();
  }

  public Optional<Entity> entity(String wanted) {
    return entities.stream().filter(e -> e.name().equals(wanted)).findFirst();
  }

  public Optional<Measure> measure(String wanted) {
    return measures.stream().filter(m -> m.name().equals(wanted)).findFirst();
  }

  /** The entity names that may precede a dimension of this model in a query, the main one first. */
  public List<String> localLinks() {
    return java.util.stream.Stream.concat(
            primaryEntity.stream(),
            entities.stream().filter(e -> e.type().joinable()).map(Entity::name))
        .distinct()
        .toList();
  }

  public Optional<Dimension> validity(Dimension.Validity role) {
    return dimensions.stream().filter(d -> d.validity() == role).findFirst();
  }

  /** The time dimension of a measure: its own or the model's. */
  public Optional<Dimension> aggTimeOf(Measure measure) {
    return measure.aggTime().or(() -> aggTime).flatMap(this::dimension);
  }
}
