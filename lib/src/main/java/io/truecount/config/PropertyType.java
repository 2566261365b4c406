package io.truecount.config;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types that a contract gives to properties. */
public enum PropertyType {
  STRING,
  LONG,
  DOUBLE,
  /**
   * For money: sums are exact, whatever the order of the rows. Four places, and before the point as
   * many digits as the largest long has, so that every long is one.
   */
  DECIMAL,
  BOOLEAN,
  TIMESTAMP;

  private static final DataType MONEY = DataTypes.createDecimalType(23, 4);

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
