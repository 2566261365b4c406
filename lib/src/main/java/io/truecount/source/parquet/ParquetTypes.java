package io.truecount.source.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MICROS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.NANOS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;
import org.apache.spark.sql.types.VariantType;
import org.jspecify.annotations.Nullable;

/** What the types of Parquet columns are in Spark, and what is made of them. */
final class ParquetTypes {
  private static final long NANOS_PER_MICRO = 1_000;

  /** A column that cannot be read, in words. */
  static final class Unread extends Exception {
    private static final long serialVersionUID = 1L;

    Unread(String message, @Nullable Exception cause) {
      super(message, cause);
    }
  }

  private ParquetTypes() {}

  /** The columns that Spark reads. */
  static StructType converted(MessageType file, ParquetToSparkSchemaConverter spark) throws Unread {
    StructType all = new StructType();
    for (Type column : file.getFields()) {
      all = all.add(converted(column, spark));
    }
    refuseRepeated(all);
    return all;
  }

  /** The same file, had it been written with microseconds. */
  static MessageType inMicroseconds(MessageType file) {
    return new MessageType(
        file.getName(), file.getFields().stream().map(ParquetTypes::micros).toList());
  }

  /** Types that have neither JSON nor a hash become text. */
  static StructType given(StructType type) {
    return (StructType) text(type);
  }

  /** A value of one type in another that {@link #inMicroseconds} and {@link #given} made of it. */
  static Column converted(Column value, DataType from, DataType to) {
    if (from.equals(to)) {
      return value;
    }
    if (from instanceof StructType struct && to instanceof StructType as) {
      Column[] fields =
          Arrays.stream(struct.fields())
              .map(f -> converted(value.getField(f.name()), f.dataType(), type(as, f)).as(f.name()))
              .toArray(Column[]::new);
      return when(value.isNotNull(), struct(fields));
    }
    if (from instanceof ArrayType array && to instanceof ArrayType as) {
      return transform(value, e -> converted(e, array.elementType(), as.elementType()));
    }
    if (from instanceof MapType map && to instanceof MapType as) {
      return transform_values(value, (k, v) -> converted(v, map.valueType(), as.valueType()));
    }
    if (from instanceof VariantType) {
      return to_json(value);
    }
    return from.equals(DataTypes.LongType) ? fromNanos(value, to) : value.cast(to);
  }

  private static DataType type(StructType struct, StructField field) {
    return struct.apply(field.name()).dataType();
  }

  /** Rounded down, before 1970 too. */
  private static Column fromNanos(Column nanos, DataType to) {
    Column rest = pmod(nanos, lit(NANOS_PER_MICRO));
    Column micros = nanos.minus(rest).divide(NANOS_PER_MICRO);
    return timestamp_micros(micros.cast(DataTypes.LongType)).cast(to);
  }

  private static DataType text(DataType type) {
    if (type instanceof StructType struct) {
      return new StructType(
          Arrays.stream(struct.fields())
              .map(f -> new StructField(f.name(), text(f.dataType()), f.nullable(), f.metadata()))
              .toArray(StructField[]::new));
    } else if (type instanceof ArrayType array) {
      return new ArrayType(text(array.elementType()), array.containsNull());
    } else if (type instanceof MapType map) {
      return new MapType(map.keyType(), text(map.valueType()), map.valueContainsNull());
    }
    return type instanceof NullType || type instanceof VariantType ? StringType : type;
  }

  private static StructField converted(Type column, ParquetToSparkSchemaConverter spark)
      throws Unread {
    try {
      StructField field = spark.convert(new MessageType("spark_schema", column)).fields()[0];
      if (isRead(field.dataType())) {
        return field;
      }
    } catch (Exception e) { // Spark refuses types by exceptions of several classes
      throw unread(column, e);
    }
    throw unread(column, null);
  }

  private static Unread unread(Type column, @Nullable Exception cause) {
    return new Unread(
        "the column \"%s\" is %s, which cannot be read: write it as a string, a number or a"
                .formatted(column.getName(), spelling(column))
            + " timestamp in microseconds",
        cause);
  }

  /** Spark knows the type of a time of day, and reads none. */
  private static boolean isRead(DataType type) {
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).allMatch(field -> isRead(field.dataType()));
    } else if (type instanceof ArrayType array) {
      return isRead(array.elementType());
    } else if (type instanceof MapType map) {
      return isRead(map.keyType()) && isRead(map.valueType());
    }
    return !(type instanceof TimeType);
  }

  /** As {@code parquet schema} prints it, in one line. */
  private static String spelling(Type column) {
    if (column.isPrimitive()) {
      String physical = column.asPrimitiveType().getPrimitiveTypeName().name();
      return column.getLogicalTypeAnnotation() == null
          ? physical
          : "%s (%s)".formatted(physical, column.getLogicalTypeAnnotation());
    }
    return column.toString().replaceAll("\\s+", " ");
  }

  /** Spark cannot tell columns apart by case. */
  private static void refuseRepeated(DataType type) throws Unread {
    if (type instanceof StructType struct) {
      Set<String> names = new HashSet<>();
      for (StructField field : struct.fields()) {
        if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
          throw new Unread(
              "two columns are called \"%s\", apart from case: rename one".formatted(field.name()),
              null);
        }
        refuseRepeated(field.dataType());
      }
    } else if (type instanceof ArrayType array) {
      refuseRepeated(array.elementType());
    } else if (type instanceof MapType map) {
      refuseRepeated(map.valueType());
    }
  }

  private static Type micros(Type type) {
    if (!type.isPrimitive()) {
      GroupType group = type.asGroupType();
      List<Type> fields = group.getFields().stream().map(ParquetTypes::micros).toList();
      return group.withNewFields(fields);
    }
    return type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation time
            && time.getUnit() == NANOS
        ? Types.primitive(type.asPrimitiveType().getPrimitiveTypeName(), type.getRepetition())
            .as(timestampType(time.isAdjustedToUTC(), MICROS))
            .named(type.getName())
        : type;
  }
}
