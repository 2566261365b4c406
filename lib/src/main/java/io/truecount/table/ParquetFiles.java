package io.truecount.table;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Parquet files of a table as DuckDB reads them. */
public final class ParquetFiles {
  private ParquetFiles() {}

  /**
   * The text after FROM. DuckDB reads no list without files, and a table without rows may have
   * none: its columns come from the schema. Files that were written before a property was declared
   * lack it: columns and fields are found by name.
   */
  public static String duckDb(List<String> files, StructType schema) {
    return files.isEmpty()
        ? Arrays.stream(schema.fields())
            .map(
                f ->
                    "CAST(NULL AS %s) AS %s"
                        .formatted(type(f.dataType()), Quoting.standardName(f.name())))
            .collect(joining(", ", "(SELECT ", " WHERE false)"))
        : files.stream()
            .map(ParquetFiles::text)
            .collect(joining(", ", "read_parquet([", "], union_by_name = true)"));
  }

  private static String text(String file) {
    return Quoting.standardText(file.replaceFirst("^file:/+", "/"));
  }

  private static String type(DataType type) {
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields())
          .map(ParquetFiles::field)
          .collect(joining(", ", "STRUCT(", ")"));
    } else if (type instanceof MapType map) {
      return "MAP(%s, %s)".formatted(type(map.keyType()), type(map.valueType()));
    } else if (type instanceof ArrayType array) {
      return type(array.elementType()) + "[]";
    } else if (type instanceof StringType) {
      return "VARCHAR";
    } else if (type instanceof BinaryType) {
      return "BLOB";
    } else if (type instanceof TimestampType) {
      return "TIMESTAMP WITH TIME ZONE";
    }
    return type instanceof TimestampNTZType ? "TIMESTAMP" : type.sql();
  }

  private static String field(StructField field) {
    return Quoting.standardName(field.name()) + " " + type(field.dataType());
  }
}
