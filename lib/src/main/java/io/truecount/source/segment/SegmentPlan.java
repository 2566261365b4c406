package io.truecount.source.segment;

import io.truecount.config.PropertyConfig;
import io.truecount.config.PropertyType;
import io.truecount.config.SourceConfig;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What is taken from a source's calls; travels to the tasks.
 *
 * @param identifiers identifier type to paths
 * @param mappedPaths those of these paths that are counted, each once
 */
public record SegmentPlan(
    String source,
    Map<String, List<String>> identifiers,
    List<String> mappedPaths,
    List<Property> properties,
    SegmentOptions options)
    implements Serializable {
  private static final List<String> HOMES = List.of("properties.", "traits.", "context.traits.");

  /**
   * A property of the contract.
   *
   * @param paths the first place that has it is taken
   */
  public record Property(String name, PropertyType type, List<String> paths)
      implements Serializable {}

  public static SegmentPlan of(SourceConfig source) {
    return new SegmentPlan(
        source.name(),
        source.identifiers(),
        source.mappedPaths(),
        source.properties().stream().map(SegmentPlan::property).toList(),
        (SegmentOptions) source.options());
  }

  private static Property property(PropertyConfig config) {
    List<String> paths =
        config
            .path()
            .map(List::of)
            .orElseGet(() -> HOMES.stream().map(home -> home + config.name()).toList());
    return new Property(config.name(), config.type(), paths);
  }
}
