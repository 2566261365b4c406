package io.truecount.source.parquet;

import static java.util.stream.Collectors.toMap;

import io.truecount.source.mapping.ColumnPath;
import io.truecount.source.parquet.ParquetTypes.Unread;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of Parquet files that can be read together.
 *
 * @param read the types that Spark reads: nanoseconds are longs
 * @param given the types that mapping and payload see: nanoseconds are timestamps
 */
record ParquetShape(StructType read, StructType given) {
  /**
   * The shape of one file.
   *
   * @throws Unread when Spark cannot read a column, or tell two apart
   */
  static ParquetShape of(MessageType file, ParquetToSparkSchemaConverter spark) throws Unread {
    StructType read = ParquetTypes.converted(file, spark);
    StructType given = ParquetTypes.converted(ParquetTypes.inMicroseconds(file), spark);
    return new ParquetShape(read.asNullable(), ParquetTypes.given(given.asNullable()));
  }

  /** True when no column of one is another to the other. */
  boolean agreesWith(ParquetShape other) {
    Map<String, StructField> names = byName(read);
    for (StructField field : other.read.fields()) {
      StructField own = names.get(folded(field));
      if (own != null
          && !(own.equals(field)
              && given.apply(own.name()).equals(other.given.apply(own.name())))) {
        return false;
      }
    }
    return true;
  }

  /** The columns of both; see {@link #agreesWith}. */
  ParquetShape plus(ParquetShape other) {
    return new ParquetShape(union(read, other.read), union(given, other.given));
  }

  int size() {
    return read.size();
  }

  /** The columns as given, of rows as read. */
  Dataset<Row> given(Dataset<Row> rows) {
    Dataset<Row> result = rows;
    for (StructField field : read.fields()) {
      StructField as = given.apply(field.name());
      if (!as.equals(field)) {
        Column column = new ColumnPath(List.of(field.name())).column();
        result =
            result.withColumn(
                field.name(), ParquetTypes.converted(column, field.dataType(), as.dataType()));
      }
    }
    return result;
  }

  private static StructType union(StructType one, StructType other) {
    Map<String, StructField> names = byName(one);
    return new StructType(
        Stream.concat(
                Arrays.stream(one.fields()),
                Arrays.stream(other.fields()).filter(field -> !names.containsKey(folded(field))))
            .toArray(StructField[]::new));
  }

  private static Map<String, StructField> byName(StructType type) {
    return Arrays.stream(type.fields()).collect(toMap(ParquetShape::folded, Function.identity()));
  }

  /** Spark matches names ignoring case. */
  private static String folded(StructField field) {
    return field.name().toLowerCase(Locale.ROOT);
  }
}
