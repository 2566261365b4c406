package io.truecount.source.parquet;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.source.mapping.ColumnPath;
import io.truecount.table.RowHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The payload of the rows of Parquet files: all columns, by name, except the received time, which
 * belongs to the delivery of a record and may be a field inside of a column.
 */
final class ParquetPayload {
  private final List<Column> columns;
  private final StructField[] fields;

  /**
   * The payload of rows.
   *
   * @param received path of the received time
   */
  ParquetPayload(Dataset<Row> rows, @Nullable String received) {
    StructType schema = rows.schema();
    Optional<ColumnPath> travel =
        Optional.ofNullable(received).flatMap(path -> ColumnPath.of(schema, path));
    columns =
        Arrays.stream(schema.fieldNames())
            .sorted()
            .map(name -> new ColumnPath(List.of(name)))
            .flatMap(column -> without(column, travel, schema).stream())
            .toList();
    fields = rows.select(columns.toArray(Column[]::new)).schema().fields();
  }

  Column json() {
    return to_json(struct(columns.toArray(Column[]::new)));
  }

  /** Takes all columns together, so that a column that is new and NULL changes nothing. */
  Column hash() {
    List<Column> hashes = new ArrayList<>(List.of(lit(0L)));
    for (int i = 0; i < fields.length; i++) {
      hashes.add(hash(columns.get(i), fields[i]));
    }
    return hashes.stream().reduce(Column::bitwiseXOR).orElseThrow();
  }

  private static Column hash(Column column, StructField field) {
    Column[] parts =
        Stream.concat(Stream.of(lit(field.name())), RowHash.ofPresent(column, field.dataType()))
            .toArray(Column[]::new);
    return when(column.isNull(), lit(0L)).otherwise(xxhash64(parts));
  }

  private static Optional<Column> without(
      ColumnPath column, Optional<ColumnPath> travel, StructType schema) {
    return travel.filter(t -> t.names().get(0).equals(column.names().get(0))).isPresent()
        ? travel.get().left(schema)
        : Optional.of(column.column());
  }
}
