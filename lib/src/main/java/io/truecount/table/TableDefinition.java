package io.truecount.table;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table as code: its schema, what one row is, and the columns that identify a row. From it come
 * the stored schema, the column comments and docs/tables.md.
 *
 * @param grain what one row is, in words
 * @param key the columns that identify a row; empty when rows have no identity
 */
public record TableDefinition(String name, String grain, List<String> key, List<Column> columns) {
  public TableDefinition {
    requireNonNull(name);
    requireNonNull(grain);
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    List<String> names = columns.stream().map(Column::name).toList();
    if (!names.containsAll(key)) {
      throw new IllegalArgumentException("Invalid key of %s: %s".formatted(name, key));
    }
  }

  /** Whether a name can stand for a table in every engine, path and message. */
  public static boolean isName(String name) {
    return name.matches("[a-z][a-z0-9_]*");
  }

  /** The table of a query's result, whose columns the project's own files explain. */
  public static TableDefinition of(
      String name, String description, List<String> key, StructType schema) {
    return new TableDefinition(
        name,
        description.isEmpty() ? "one row of the query's result" : description,
        key,
        Arrays.stream(schema.fields())
            .map(field -> new Column(field.name(), field.dataType(), ""))
            .toList());
  }

  /** Every field nullable, with its comment. */
  public StructType schema() {
    return DataTypes.createStructType(
        columns.stream()
            .map(c -> new StructField(c.name(), c.type(), true, metadata(c)))
            .toArray(StructField[]::new));
  }

  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  private static org.apache.spark.sql.types.Metadata metadata(Column column) {
    return new org.apache.spark.sql.types.MetadataBuilder()
        .putString("comment", column.doc())
        .build();
  }
}
