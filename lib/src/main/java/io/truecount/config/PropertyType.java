package io.truecount.config;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The types that a contract gives to properties. */
public enum PropertyType {
  STRING,
  LONG,
  DOUBLE,
  /**
   * For money: sums are exact, whatever the order of the rows. Four places, and as many digits
   * before the point as let no product of two decimals, or of a decimal and a long, overflow in
   * Spark (38 digits) or DuckDB (the same): models and metrics multiply prices by quantities and
   * rates, and one large amount would end the run.
   */
  DECIMAL,
  BOOLEAN,
  TIMESTAMP;

  private static final DataType MONEY = DataTypes.createDecimalType(19, 4);

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
