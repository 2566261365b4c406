package io.truecount.table;

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
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Evolution of stored schemas: columns are added, never dropped or renamed, and retyped only where
 * all rows are written again. Names that differ by case alone are one, as they are to Spark and to
 * both formats.
 */
final class Schemas {
  /** A field that the stored schema lacks: its path from the root, with its comment. */
  record Addition(List<String> path, DataType type, String comment) {}

  private Schemas() {}

  /** A field whose type is not the stored one: its path from the root. */
  record Retyped(List<String> path, DataType stored, DataType wanted, String comment) {}

  /** What has to be added to {@code stored}. */
  static List<Addition> additions(StructType stored, StructType wanted) {
    List<Addition> result = new ArrayList<>();
    collect(List.of(), stored, wanted, result, new ArrayList<>());
    return result;
  }

  /** What has another type than it is stored in. */
  static List<Retyped> retyped(StructType stored, StructType wanted) {
    List<Retyped> result = new ArrayList<>();
    collect(List.of(), stored, wanted, new ArrayList<>(), result);
    return result;
  }

  /**
   * Refuses other types for a table of which rows are kept.
   *
   * @throws TruecountException invalid
   */
  static void refuseRetyped(String table, StructType stored, StructType wanted) {
    List<Problem> problems = retyped(stored, wanted).stream().map(r -> problem(table, r)).toList();
    if (!problems.isEmpty()) {
      throw TruecountException.invalid(problems);
    }
  }

  /** The wanted fields, and after them the stored ones that are not among them; structs alike. */
  static StructType union(StructType wanted, StructType stored) {
    List<StructField> fields = new ArrayList<>();
    for (StructField want : wanted.fields()) {
      DataType type =
          field(stored, want.name())
              .filter(have -> have.dataType() instanceof StructType)
              .filter(have -> want.dataType() instanceof StructType)
              .<DataType>map(
                  have -> union((StructType) want.dataType(), (StructType) have.dataType()))
              .orElse(want.dataType());
      fields.add(new StructField(want.name(), type, want.nullable(), want.metadata()));
    }
    Arrays.stream(stored.fields())
        .filter(have -> field(wanted, have.name()).isEmpty())
        .forEach(fields::add);
    return new StructType(fields.toArray(StructField[]::new));
  }

  /** How rows differ from what is wanted, for people; the order of fields does not count. */
  static List<String> differences(StructType have, StructType want) {
    List<String> result = new ArrayList<>();
    compare("", have, want, result);
    return result;
  }

  /** The wanted columns that rows lack, in the words of {@link #differences}. */
  static List<String> missing(StructType have, StructType want) {
    return Arrays.stream(want.fields())
        .filter(field -> field(have, field.name()).isEmpty())
        .map(field -> lacking(field.name()))
        .toList();
  }

  private static String lacking(String column) {
    return "there is no column " + column;
  }

  /** Columns by name in the wanted order; what the rows lack is NULL. */
  static Dataset<Row> conform(Dataset<Row> rows, StructType stored) {
    if (DataType.equalsIgnoreNullability(rows.schema(), stored)) {
      return rows;
    }
    return rows.select(
        Arrays.stream(stored.fields())
            .map(
                field ->
                    field(rows.schema(), field.name())
                        .map(have -> conform(Quoting.column(field.name()), have.dataType(), field))
                        .orElseGet(() -> lit(null).cast(field.dataType()))
                        .as(field.name()))
            .toArray(Column[]::new));
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
    return Cast.canAnsiCast(have, want.dataType()) ? value.cast(want.dataType()) : value;
  }

  private static void compare(String path, StructType have, StructType want, List<String> into) {
    for (StructField field : want.fields()) {
      String name = path + field.name();
      Optional<StructField> found = field(have, field.name());
      if (found.isEmpty()) {
        into.add(lacking(name));
      } else if (found.get().dataType() instanceof StructType a
          && field.dataType() instanceof StructType b) {
        compare(name + ".", a, b, into);
      } else if (!DataType.equalsIgnoreNullability(found.get().dataType(), field.dataType())) {
        into.add(
            "column %s is %s, not %s"
                .formatted(
                    name, found.get().dataType().simpleString(), field.dataType().simpleString()));
      }
    }
    Arrays.stream(have.fields())
        .filter(field -> field(want, field.name()).isEmpty())
        .forEach(field -> into.add("column %s is not defined".formatted(path + field.name())));
  }

  private static void collect(
      List<String> path,
      StructType stored,
      StructType wanted,
      List<Addition> added,
      List<Retyped> retyped) {
    for (StructField want : wanted.fields()) {
      List<String> here = new ArrayList<>(path);
      here.add(want.name());
      Optional<StructField> have = field(stored, want.name());
      if (have.isEmpty()) {
        added.add(new Addition(here, want.dataType(), comment(want)));
      } else if (have.get().dataType() instanceof StructType a
          && want.dataType() instanceof StructType b) {
        collect(here, a, b, added, retyped);
      } else if (!DataType.equalsIgnoreNullability(have.get().dataType(), want.dataType())) {
        retyped.add(new Retyped(here, have.get().dataType(), want.dataType(), comment(want)));
      }
    }
  }

  private static Optional<StructField> field(StructType type, String name) {
    return Arrays.stream(type.fields()).filter(f -> f.name().equalsIgnoreCase(name)).findFirst();
  }

  private static String comment(StructField field) {
    return field.getComment().getOrElse(() -> "");
  }

  private static Problem problem(String table, Retyped retyped) {
    return new Problem(
        "column %s is stored as %s but defined as %s"
            .formatted(
                String.join(".", retyped.path()),
                retyped.stored().simpleString(),
                retyped.wanted().simpleString()),
        "table " + table,
        "rows that stay in the table have the stored type",
        "give the column a new name, or choose a new warehouse");
  }
}
