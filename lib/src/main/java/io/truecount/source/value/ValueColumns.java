package io.truecount.source.value;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.truecount.config.PropertyType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rules of {@link Values} for columns of any type: a column that has a type of its own is read
 * as the text that a CSV file would have of it. Where that gives the same, Spark converts it.
 *
 * @param column of the value
 * @param type that the column has
 */
public record ValueColumns(Column column, DataType type) {
  private static final Set<DataType> SMALL =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType);
  private static final Set<DataType> BINARY_FRACTIONS =
      Set.of(DataTypes.FloatType, DataTypes.DoubleType);

  /** The text: of numbers plain digits, of arrays, maps and structs JSON. */
  public Column text() {
    if (type.equals(StringType)) {
      return column;
    }
    if (isNested()) {
      return to_json(column);
    }
    Column text = column.cast(StringType);
    boolean mayHavePlaces =
        BINARY_FRACTIONS.contains(type)
            || (type instanceof DecimalType decimal && decimal.scale() != 0);
    return mayHavePlaces ? call("plain", StringType, text) : text;
  }

  /** The value; NULL where there is none, or where {@link #refusal} has a reason. */
  public Column value(PropertyType as) {
    return switch (as) {
      case STRING -> text();
      case LONG -> isWhole() ? column.cast(as.dataType()) : parsed("whole", as);
      case DOUBLE -> floating();
      case DECIMAL -> SMALL.contains(type) ? column.cast(as.dataType()) : parsed("decimal", as);
      case BOOLEAN -> type.equals(as.dataType()) ? column : parsed("bool", as);
      case TIMESTAMP -> isTime() ? column.cast(as.dataType()) : parsed("time", as);
    };
  }

  /** Why there is no value although there is a text, in words; NULL otherwise. */
  public Column refusal(PropertyType as) {
    boolean always =
        switch (as) {
          case STRING -> true;
          case LONG, DOUBLE -> isWhole();
          case DECIMAL -> SMALL.contains(type);
          case BOOLEAN -> type.equals(as.dataType());
          case TIMESTAMP -> isTime();
        };
    return always
        ? lit(null).cast(StringType)
        : when(value(as).isNull(), call("refusal", StringType, text(), lit(as.name())));
  }

  private Column floating() {
    if (isWhole()) {
      return column.cast(DataTypes.DoubleType);
    }
    if (!type.equals(DataTypes.DoubleType)) {
      return parsed("floating", PropertyType.DOUBLE);
    }
    Column infinite = column.isin(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    return when(isnan(column).or(infinite), lit(null)).otherwise(column);
  }

  private Column parsed(String method, PropertyType as) {
    return call(method, as.dataType(), text());
  }

  private boolean isNested() {
    return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
  }

  private boolean isWhole() {
    return SMALL.contains(type) || type.equals(DataTypes.LongType);
  }

  private boolean isTime() {
    return type.equals(DataTypes.TimestampType)
        || type.equals(DataTypes.TimestampNTZType)
        || type.equals(DataTypes.DateType);
  }

  /** Generated code calls the method with Spark's own values: nothing is copied or wrapped. */
  private static Column call(String method, DataType type, Column... arguments) {
    List<Expression> expressions = Stream.of(arguments).map(ExpressionUtils::expression).toList();
    return ExpressionUtils.column(
        new StaticInvoke(
            Values.class,
            type,
            method,
            CollectionConverters.asScala(expressions).toSeq(),
            CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq(),
            true,
            true,
            true,
            Option.empty()));
  }
}
