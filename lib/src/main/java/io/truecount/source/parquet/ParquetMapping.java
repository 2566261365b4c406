package io.truecount.source.parquet;

import io.truecount.config.PropertyConfig;
import io.truecount.config.PropertyType;
import io.truecount.config.SourceConfig;
import io.truecount.source.mapping.ColumnPath;
import io.truecount.source.mapping.RowLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/**
 * Whether the columns of Parquet files have types that the configured mapping can use. Values that
 * do not fit are refused record by record; here are the types none of whose values can fit.
 */
final class ParquetMapping {
  private enum Nested {
    /** As JSON: the text of a property, and of an identifier, which is then blocked. */
    TAKEN,
    REFUSED
  }

  private record Use(String path, String as, Nested nested) {}

  private ParquetMapping() {}

  /** The first column that no value of the mapping can be made of, in words. */
  static Optional<String> problem(SourceConfig source, StructType columns) {
    return uses(source).stream().flatMap(use -> problem(use, columns).stream()).findFirst();
  }

  private static List<Use> uses(SourceConfig source) {
    List<Use> uses = new ArrayList<>();
    for (String path : RowLayout.of(source).eventPaths()) {
      uses.add(new Use(path, "an event's id, name or time", Nested.REFUSED));
    }
    source
        .identifiers()
        .forEach(
            (type, paths) ->
                paths.forEach(p -> uses.add(new Use(p, "an identifier " + type, Nested.TAKEN))));
    for (PropertyConfig property : source.properties()) {
      String type = property.type().name().toLowerCase(Locale.ROOT);
      uses.add(
          new Use(
              property.path().orElse(property.name()),
              "the property %s (%s)".formatted(property.name(), type),
              property.type() == PropertyType.STRING ? Nested.TAKEN : Nested.REFUSED));
    }
    return uses;
  }

  private static Optional<String> problem(Use use, StructType columns) {
    return ColumnPath.of(columns, use.path)
        .map(path -> path.type(columns))
        .filter(
            type -> type instanceof BinaryType || (isNested(type) && use.nested == Nested.REFUSED))
        .map(
            type ->
                ("the column \"%s\" is %s, of which %s cannot be made: write it as a string or a"
                        + " number, or map another column")
                    .formatted(use.path, name(type), use.as));
  }

  private static String name(DataType type) {
    return type instanceof BinaryType ? "binary" : type.simpleString();
  }

  private static boolean isNested(DataType type) {
    return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
  }
}
