package io.truecount.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Evolution of stored schemas: columns are added, never dropped, renamed or retyped. */
final class Schemas {
  /** A field that the stored schema lacks: its path from the root, with its comment. */
  record Addition(List<String> path, DataType type, String comment) {}

  private Schemas() {}

  /** What has to be added to {@code stored}; a changed type is an error. */
  static List<Addition> additions(String table, StructType stored, StructType wanted) {
    List<Addition> result = new ArrayList<>();
    collect(table, List.of(), stored, wanted, result);
    return result;
  }

  /** Columns by name in the stored order; what the rows lack is NULL. */
  static Dataset<Row> conform(Dataset<Row> rows, StructType stored) {
    if (DataType.equalsIgnoreNullability(rows.schema(), stored)) {
      return rows;
    }
    return rows.select(
        Arrays.stream(stored.fields())
            .map(
                field ->
                    field(rows.schema(), field.name())
                        .map(have -> conform(col(quoted(field.name())), have.dataType(), field))
                        .orElseGet(() -> lit(null).cast(field.dataType()))
                        .as(field.name()))
            .toArray(Column[]::new));
  }

  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static Column conform(Column value, DataType have, StructField want) {
    if (DataType.equalsIgnoreNullability(have, want.dataType())) {
      return value;
    }
    if (have instanceof StructType from && want.dataType() instanceof StructType to) {
      Column[] fields =
          Arrays.stream(to.fields())
              .map(
                  f ->
                      field(from, f.name())
                          .map(h -> conform(value.getField(f.name()), h.dataType(), f))
                          .orElseGet(() -> lit(null).cast(f.dataType()))
                          .as(f.name()))
              .toArray(Column[]::new);
      return when(value.isNotNull(), struct(fields));
    }
    return value.cast(want.dataType());
  }

  private static void collect(
      String table, List<String> path, StructType stored, StructType wanted, List<Addition> into) {
    for (StructField want : wanted.fields()) {
      List<String> here = new ArrayList<>(path);
      here.add(want.name());
      Optional<StructField> have = field(stored, want.name());
      if (have.isEmpty()) {
        into.add(new Addition(here, want.dataType(), want.getComment().getOrElse(() -> "")));
      } else if (have.get().dataType() instanceof StructType a
          && want.dataType() instanceof StructType b) {
        collect(table, here, a, b, into);
      } else if (!DataType.equalsIgnoreNullability(have.get().dataType(), want.dataType())) {
        throw retyped(table, String.join(".", here), have.get().dataType(), want.dataType());
      }
    }
  }

  private static Optional<StructField> field(StructType type, String name) {
    return Arrays.stream(type.fields()).filter(f -> f.name().equals(name)).findFirst();
  }

  private static TruecountException retyped(
      String table, String column, DataType have, DataType want) {
    return TruecountException.invalid(
        new Problem(
            "column %s is stored as %s but configured as %s"
                .formatted(column, have.simpleString(), want.simpleString()),
            "table " + table,
            "a stored column keeps its type, or older releases could not be read",
            "give the property or trait a new name, or choose a new warehouse"));
  }
}
