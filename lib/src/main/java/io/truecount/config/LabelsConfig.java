package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A sample of identifiers whose true persons are known, one a row, that identities are compared
 * with.
 *
 * @param path of CSV, JSON or Parquet files, below the lake
 * @param type column with the type of the identifier
 * @param value column with its value, as any source spells it
 * @param person column with anything that is the same for the identifiers of one person only
 * @param where {@code file:line}
 */
public record LabelsConfig(String path, String type, String value, String person, String where) {
  private static final String LABELS = "labels";

  public LabelsConfig {
    requireNonNull(path);
    requireNonNull(type);
    requireNonNull(value);
    requireNonNull(person);
    requireNonNull(where);
  }

  /** The columns that it reads. */
  public List<String> columns() {
    return List.of(type, value, person);
  }

  /** The {@code labels} of an {@code identity} block; empty when it has none. */
  static Optional<LabelsConfig> read(ConfigNode identity) {
    if (!identity.has(LABELS)) {
      return Optional.empty();
    }
    try (ConfigNode node = identity.child(LABELS)) {
      return Optional.of(
          new LabelsConfig(
              SourcePath.belowLake(node),
              column(node, "type"),
              column(node, "value"),
              column(node, "person"),
              node.where()));
    }
  }

  private static String column(ConfigNode node, String key) {
    return node.optionalString(key).orElse(key);
  }
}
