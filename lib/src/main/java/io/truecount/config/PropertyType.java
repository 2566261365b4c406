package io.truecount.config;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types that a contract gives to properties. */
public enum PropertyType {
  STRING,
  LONG,
  DOUBLE,
  /** For money: sums are exact, whatever the order of the rows. Four places. */
  DECIMAL,
  BOOLEAN,
  TIMESTAMP;

  /** The largest that Spark and Parquet hold in a long. */
  private static final DataType MONEY = DataTypes.createDecimalType(18, 4);

  /** As a column. */
  public DataType dataType() {
    return switch (this) {
      case STRING -> DataTypes.StringType;
      case LONG -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case DECIMAL -> MONEY;
      case BOOLEAN -> DataTypes.BooleanType;
      case TIMESTAMP -> DataTypes.TimestampType;
    };
  }

  boolean isNumber() {
    return this == LONG || this == DOUBLE || this == DECIMAL;
  }
}
