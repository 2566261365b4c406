package io.truecount.config;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types that a contract gives to properties. */
public enum PropertyType {
  STRING,
  LONG,
  DOUBLE,
  BOOLEAN,
  TIMESTAMP;

  /** As a column. */
  public DataType dataType() {
    return switch (this) {
      case STRING -> DataTypes.StringType;
      case LONG -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case TIMESTAMP -> DataTypes.TimestampType;
    };
  }

  boolean isNumber() {
    return this == LONG || this == DOUBLE;
  }
}
