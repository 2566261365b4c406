package io.truecount.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.yaml.YamlFile;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A folder of files as tables: {@code NAME.csv} or {@code NAME.parquet} each, the columns of CSV
 * files in {@code schema.json} ({@code {"table": [["column", "TYPE"]]}} with SQL's usual names of
 * types, see {@link ColumnTypes}). NULL in a CSV file is {@code \N}; a time without a zone is UTC.
 */
public final class TableFolder {
  /** Spark needs some text to stand for an empty field; it cannot stand in a file. */
  private static final String EMPTY = "\u0000";

  private TableFolder() {}

  /** Makes every table of the folder a temporary view of its name. */
  public static List<String> register(SparkSession spark, Path folder) {
    List<String> names = new ArrayList<>();
    tables(spark, folder)
        .forEach(
            (name, rows) -> {
              rows.createOrReplaceTempView(name);
              names.add(name);
            });
    return names;
  }

  /** The tables of the folder by name. */
  public static Map<String, Dataset<Row>> tables(SparkSession spark, Path folder) {
    List<Path> files = files(folder);
    Map<String, StructType> schemas = schemas(folder.resolve("schema.json"));
    Map<String, Dataset<Row>> result = new TreeMap<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      String table = name.replaceFirst("\\.(csv|parquet)$", "");
      if (name.endsWith(".parquet")) {
        result.put(table, spark.read().parquet(file.toString()));
      } else if (name.endsWith(".csv")) {
        result.put(table, csv(spark, file, schemas.get(table)));
      }
    }
    return result;
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw TruecountException.invalid(
          Problem.of("there is no folder " + folder, "--tables", "correct the path"));
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  private static Dataset<Row> csv(SparkSession spark, Path file, @Nullable StructType schema) {
    if (schema == null) {
      throw TruecountException.invalid(
          Problem.of(
              "the columns of %s are not described".formatted(file.getFileName()),
              file.resolveSibling("schema.json").toString(),
              "add its columns and types"));
    }
    // Spark reads an empty field as NULL; here only \N is, so that all are read as texts first.
    Dataset<Row> texts =
        spark
            .read()
            .schema(texts(schema))
            .option("header", "true")
            .option("nullValue", EMPTY)
            .option("mode", "FAILFAST")
            .csv(file.toString());
    return texts.select(
        Arrays.stream(schema.fields()).map(TableFolder::typed).toArray(Column[]::new));
  }

  private static StructType texts(StructType schema) {
    return DataTypes.createStructType(
        Arrays.stream(schema.fields())
            .map(f -> DataTypes.createStructField(f.name(), DataTypes.StringType, true))
            .toList());
  }

  private static Column typed(StructField field) {
    Column text = coalesce(col(field.name()), lit(""));
    return when(text.notEqual("\\N"), text).cast(field.dataType()).as(field.name());
  }

  private static Map<String, StructType> schemas(Path file) {
    Map<String, StructType> result = new TreeMap<>();
    if (!Files.exists(file)) {
      return result;
    }
    Problems problems = new Problems();
    for (YamlNode document : YamlFile.documents(file, problems)) {
      document.entries().forEach((table, columns) -> result.put(table, schema(columns)));
    }
    problems.throwIfAny();
    return result;
  }

  private static StructType schema(YamlNode columns) {
    List<StructField> fields = new ArrayList<>();
    for (YamlNode column : columns.items()) {
      List<YamlNode> pair = column.items();
      if (pair.size() != 2) {
        column.problem("a column is a name and a type", "write [\"name\", \"STRING\"]");
        continue;
      }
      ColumnTypes.read(pair.get(1))
          .ifPresent(
              type -> fields.add(DataTypes.createStructField(pair.get(0).text(), type, true)));
    }
    return DataTypes.createStructType(fields);
  }
}
