package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The holdouts that audiences ask for, as rows to join with their members. */
final class Experiments {
  private static final String FUNCTION = "function";
  private static final String PREFIX = "prefix";
  private static final String LIMIT = "limit";

  private static final StructType SCHEMA =
      new StructType()
          .add(AUDIENCE, StringType)
          .add(Holdouts.EXPERIMENT, StringType)
          .add(FUNCTION, StringType)
          .add(PREFIX, StringType)
          .add(LIMIT, IntegerType)
          .add(Holdouts.DEFINITION, StringType);

  private Experiments() {}

  /** One row for each audience with a holdout: its experiment and what decides the arm. */
  static Dataset<Row> rows(SparkSession spark, List<Audience> audiences) {
    return spark.createDataFrame(
        Holdouts.among(audiences).stream()
            .map(a -> row(a.name(), a.settings().holdout().orElseThrow()))
            .toList(),
        SCHEMA);
  }

  private static Row row(String audience, Holdout holdout) {
    return RowFactory.create(
        audience,
        holdout.experiment(),
        holdout.function().name(),
        holdout.prefix(),
        holdout.limit(),
        holdout.text());
  }

  /** Whether the rule of a row of {@link #rows} holds the customer of customer_id out. */
  static Column isHeldOut() {
    Column number = lit(null).cast("bigint");
    for (Holdout.Function function : Holdout.Function.values()) {
      number =
          when(
                  col(FUNCTION).equalTo(function.name()),
                  Arms.number(function, col(PREFIX), col(CUSTOMER_ID)))
              .otherwise(number);
    }
    return number.lt(col(LIMIT));
  }
}
