package io.truecount.table;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table as code: its schema, what one row is, and the columns that identify a row. From it come
 * the stored schema, the column comments and docs/tables.md.
 *
 * @param grain what one row is, in words
 * @param key the columns that identify a row; empty when rows have no identity
 * @param nullable the columns of the key in which NULL is a value like others
 * @param order the columns that rows are sorted by where small files are merged, so that each file
 *     has a range of their values; empty when rows stay as they were written
 */
public record TableDefinition(
    String name,
    String grain,
    List<String> key,
    Set<String> nullable,
    List<Column> columns,
    List<String> order) {
  /** Rows as they were written. */
  public TableDefinition(
      String name, String grain, List<String> key, Set<String> nullable, List<Column> columns) {
    this(name, grain, key, nullable, columns, List.of());
  }

  /** A key without NULLs. */
  public TableDefinition(String name, String grain, List<String> key, List<Column> columns) {
    this(name, grain, key, Set.of(), columns);
  }

  public TableDefinition {
    requireNonNull(name);
    requireNonNull(grain);
    key = List.copyOf(key);
    nullable = Set.copyOf(nullable);
    columns = List.copyOf(columns);
    order = List.copyOf(order);
    List<String> names = columns.stream().map(Column::name).toList();
    if (!names.containsAll(key) || !key.containsAll(nullable)) {
      throw new IllegalArgumentException("Invalid key of %s: %s".formatted(name, key));
    }
    if (!names.containsAll(order)) {
      throw new IllegalArgumentException("Invalid order of %s: %s".formatted(name, order));
    }
  }

  /** The same table with another {@link #order}. */
  public TableDefinition sortedBy(String... by) {
    return new TableDefinition(name, grain, key, nullable, columns, List.of(by));
  }

  /** Whether a name can be a table's in every engine, path and message. */
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

  /**
   * The definition with the stored columns and fields that it has lost: a project that no longer
   * declares a property keeps the values of the rows that have it.
   *
   * @param stored schema of the table as it is stored
   */
  public TableDefinition withStored(StructType stored) {
    Map<String, Column> own = new LinkedHashMap<>();
    columns.forEach(column -> own.put(column.name(), column));
    List<Column> all = new ArrayList<>();
    for (StructField field : Schemas.union(schema(), stored).fields()) {
      Column column = own.getOrDefault(field.name(), lost(field));
      all.add(new Column(column.name(), field.dataType(), column.doc(), column.ranged()));
    }
    return new TableDefinition(name, grain, key, nullable, all, order);
  }

  /**
   * Stored rows in the columns of this definition, whatever the project was when they were written:
   * what is not stored is NULL, what the definition has lost is left out, and a type that it has
   * widened is cast. Lazy.
   *
   * <pre>
   *   stored      order_id | coupon    defined  order_id | channel
   *               1        | SPRING    gives    1        | NULL
   * </pre>
   */
  public Dataset<Row> conform(Dataset<Row> stored) {
    return Schemas.conform(stored, schema());
  }

  /**
   * Rows that a transformation has made, with the columns in the order of this definition. Lazy.
   *
   * @throws IllegalArgumentException when they lack a column or nested field, have another one, or
   *     one of another type: a misspelled column would otherwise be stored as NULL
   */
  public Dataset<Row> require(Dataset<Row> rows) {
    List<String> differences = Schemas.differences(rows.schema(), schema());
    if (!differences.isEmpty()) {
      throw invalid(differences);
    }
    return Schemas.conform(rows, schema());
  }

  /**
   * The columns of this definition, in its order; other columns of the rows are left out. Lazy.
   *
   * @throws IllegalArgumentException when the rows lack a column
   */
  public Dataset<Row> select(Dataset<Row> rows) {
    List<String> missing = Schemas.missing(rows.schema(), schema());
    if (!missing.isEmpty()) {
      throw invalid(missing);
    }
    return rows.select(
        columnNames().stream()
            .map(column -> Quoting.column(column))
            .toArray(org.apache.spark.sql.Column[]::new));
  }

  /**
   * Whether a column or nested field is stored in another type, so that all rows must be written.
   */
  public boolean retypes(StructType stored) {
    return !Schemas.retyped(stored, schema()).isEmpty();
  }

  /** The columns that a stored table lacks or has in another type, in the order of this one. */
  public List<String> outdated(StructType stored) {
    List<String> differing =
        Stream.concat(
                Schemas.additions(stored, schema()).stream().map(Schemas.Addition::path),
                Schemas.retyped(stored, schema()).stream().map(Schemas.Retyped::path))
            .map(path -> path.get(0))
            .toList();
    return columnNames().stream().filter(differing::contains).toList();
  }

  /** A table without rows. */
  public Dataset<Row> empty(SparkSession spark) {
    return spark.createDataFrame(List.of(), schema());
  }

  private IllegalArgumentException invalid(List<String> differences) {
    return new IllegalArgumentException(
        "Invalid rows of table %s: %s".formatted(name, String.join("; ", differences)));
  }

  private static Column lost(StructField field) {
    return new Column(
        field.name(), field.dataType(), field.getComment().getOrElse(() -> "")); // as it is stored
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
