package io.truecount.source.mapping;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;

import io.truecount.table.Quoting;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** A place in rows: the name of a column, or the names down to a field inside of one. */
public record ColumnPath(List<String> names) {
  public ColumnPath {
    names = List.copyOf(names);
  }

  /** Empty where there is no such place; a column with dots in its name goes first. */
  public static Optional<ColumnPath> of(StructType schema, String path) {
    return List.of(List.of(path), List.of(path.split("\\.", -1))).stream()
        .filter(names -> isIn(schema, names))
        .findFirst()
        .map(ColumnPath::new);
  }

  public Column column() {
    return col(quoted(names));
  }

  /** The type of the place in rows that have it. */
  public DataType type(StructType schema) {
    DataType type = schema;
    for (String name : names) {
      type = ((StructType) type).apply(name).dataType();
    }
    return type;
  }

  /** The column without the place; empty when nothing is left of it. */
  public Optional<Column> left(StructType schema) {
    int length = length(schema, names);
    return length == 1
        ? Optional.empty()
        : Optional.of(
            col(quoted(names.subList(0, 1)))
                .dropFields(
                    CollectionConverters.asScala(List.of(quoted(names.subList(1, length)))).toSeq())
                .as(names.get(0)));
  }

  /** Of the names down to what can be left out: a struct must keep a field. */
  private static int length(StructType type, List<String> names) {
    if (names.size() == 1) {
      return 1;
    }
    StructType inner = (StructType) type.apply(names.get(0)).dataType();
    int rest = length(inner, names.subList(1, names.size()));
    return rest == 1 && inner.size() == 1 ? 1 : rest + 1;
  }

  private static boolean isIn(DataType type, List<String> names) {
    return names.isEmpty()
        || (type instanceof StructType struct
            && struct.getFieldIndex(names.get(0)).isDefined()
            && isIn(struct.apply(names.get(0)).dataType(), names.subList(1, names.size())));
  }

  private static String quoted(List<String> names) {
    return names.stream().map(Quoting::sparkName).collect(joining("."));
  }
}
