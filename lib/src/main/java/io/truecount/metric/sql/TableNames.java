package io.truecount.metric.sql;

import io.truecount.metric.manifest.TableName;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Names the table behind a model in the SQL of an engine. */
@FunctionalInterface
public interface TableNames {
  String sql(TableName table, Dialect dialect);

  /** By schema and name, as the manifest has them. */
  static TableNames qualified() {
    return (table, dialect) ->
        (table.schema().isEmpty() ? "" : dotted(table.schema(), dialect) + ".")
            + dialect.identifier(table.name());
  }

  /** By name only: temporary views, or the tables of one schema. */
  static TableNames bare() {
    return (table, dialect) -> dialect.identifier(table.name());
  }

  private static String dotted(String schema, Dialect dialect) {
    return Arrays.stream(schema.split("\\."))
        .map(dialect::identifier)
        .collect(Collectors.joining("."));
  }
}
