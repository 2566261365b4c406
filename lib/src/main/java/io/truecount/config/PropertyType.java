package io.truecount.config;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types that a contract gives to properties. */
public enum PropertyType {
  STRING(DataTypes.StringType),
  LONG(DataTypes.LongType),
  DOUBLE(DataTypes.DoubleType),
  BOOLEAN(DataTypes.BooleanType),
  TIMESTAMP(DataTypes.TimestampType);

  @SuppressWarnings("ImmutableEnumChecker") // Spark's types are immutable, but do not say so
  private final DataType dataType;

  PropertyType(DataType dataType) {
    this.dataType = dataType;
  }

  public DataType dataType() {
    return dataType;
  }

  boolean isNumber() {
    return this == LONG || this == DOUBLE;
  }
}
