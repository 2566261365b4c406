package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One property that a source's contract promises.
 *
 * @param path where the record holds it; empty for the place that its name gives
 * @param required every record must have it
 * @param requiredFor names of events that must have it
 * @param values the values allowed; empty for any
 * @param min smallest number allowed
 * @param max largest number allowed
 * @param where {@code file:line}
 */
public record PropertyConfig(
    String name,
    PropertyType type,
    Optional<String> path,
    boolean required,
    List<String> requiredFor,
    List<String> values,
    Optional<Double> min,
    Optional<Double> max,
    String where) {
  public PropertyConfig {
    requireNonNull(name);
    requireNonNull(type);
    requireNonNull(path);
    requiredFor = List.copyOf(requiredFor);
    values = List.copyOf(values);
    requireNonNull(min);
    requireNonNull(max);
    requireNonNull(where);
  }

  static PropertyConfig read(String name, ConfigNode node) {
    try (node) {
      PropertyConfig property =
          new PropertyConfig(
              name,
              node.choice("type", PropertyType.class),
              node.optionalString("path"),
              node.has("required") && node.bool("required"),
              node.strings("required-for"),
              node.strings("values"),
              node.optionalDecimal("min"),
              node.optionalDecimal("max"),
              node.where());
      property.reportMismatches(node);
      return property;
    }
  }

  private void reportMismatches(ConfigNode node) {
    for (String bound : List.of("min", "max")) {
      if (node.has(bound) && !type.isNumber()) {
        node.problem(bound, "%s of a property that is no number".formatted(bound), "remove it");
      }
    }
    if (!values.isEmpty() && type != PropertyType.STRING) {
      node.problem("values", "values of a property that is no string", "use min and max");
    }
    if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
      node.problem("min", "min %s is above max %s".formatted(min.get(), max.get()), "swap them");
    }
  }
}
