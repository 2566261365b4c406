package io.truecount.metric;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
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

  public static final String ROLLUP = "rollup";
  public static final String MODEL = "model";
  public static final String KEYS = "keys";
  public static final String NUMBERS = "numbers";
  public static final String SETS = "sets";
  public static final String ROW_COUNT = "row_count";
  public static final String PRINT_LOW = "print_low";
  public static final String PRINT_HIGH = "print_high";
  public static final String KEY = "key";
  public static final String ID = "id";

  private MetricTables() {}

  /** The tables that a nightly makes of a project's metrics. */
  public static List<TableDefinition> all() {
    return List.of(metrics(), rollups(), ids());
  }

  /**
   * Partial aggregates of the rows behind metrics. {@code metrics} and the exports are computed
   * from them, and a run reuses those of periods that have not changed.
   */
  public static TableDefinition rollups() {
    return new TableDefinition(
            "metric_rollups",
            "one period and one value of each key of one rollup",
            List.of(),
            List.of(
                new Column(ROLLUP, StringType, "hash of what is aggregated, of which rows"),
                new Column(MODEL, StringType, "semantic model"),
                new Column(PERIOD, TimestampType, "start of the period"),
                new Column(KEYS, createMapType(StringType, StringType), "values as text, by item"),
                new Column(
                    NUMBERS,
                    createMapType(StringType, StringType),
                    "sums, counts, least and largest values as text"),
                new Column(
                    SETS,
                    createMapType(StringType, BinaryType),
                    "exact sets of ids as Roaring bitmaps; sketches where a metric asks for estimates"),
                new Column(ROW_COUNT, LongType, "rows of the model"),
                new Column(PRINT_LOW, LongType, "sum of the lower halves of the rows' hashes"),
                new Column(PRINT_HIGH, LongType, "sum of the upper halves")))
        .sortedBy(ROLLUP, PERIOD);
  }

  /** The numbers that replace values in sets of ids. */
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
