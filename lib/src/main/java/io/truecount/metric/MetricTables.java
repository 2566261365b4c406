package io.truecount.metric;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.List;

/** The table of all metrics in long form. */
public final class MetricTables {
  public static final String METRIC = "metric";
  public static final String GRAIN = "grain";
  public static final String PERIOD = "period";
  public static final String DIMENSIONS = "dimensions";
  public static final String VALUE = "value";

  /** Grain of the one number over all time. */
  public static final String ALL = "all";

  public static final String KEY = "key";
  public static final String ID = "id";

  private MetricTables() {}

  /** The numbers that stand for values in sets of ids. */
  public static TableDefinition ids() {
    return new TableDefinition(
        "metric_ids",
        "one value that some metric counts distinct",
        List.of(KEY),
        List.of(
            new Column(KEY, StringType, "the value as text"),
            new Column(ID, LongType, "its number in sets of ids; from 0, without gaps")));
  }

  public static TableDefinition metrics() {
    return new TableDefinition(
        "metrics",
        "one metric in one period",
        List.of(),
        List.of(
            new Column(METRIC, StringType, "name of the metric"),
            new Column(GRAIN, StringType, "all, or the length of the period: day, …"),
            new Column(PERIOD, TimestampType, "start of the period; NULL for grain all"),
            new Column(
                DIMENSIONS,
                createMapType(StringType, StringType),
                "dimension values as text; empty for the metric as a whole"),
            new Column(VALUE, DoubleType, "the value; NULL when the metric has none")));
  }
}
