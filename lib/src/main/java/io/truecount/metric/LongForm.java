package io.truecount.metric;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_timestamp;

import io.truecount.table.Quoting;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/**
 * Turns tables with one column a metric into tables with one row a metric. A metric that is not a
 * number has no rows.
 *
 * <pre>
 *   orders | revenue    gives   metric  | value
 *   2      | 30                 orders  | 2
 *                               revenue | 30
 * </pre>
 */
public final class LongForm {
  /** The column of the unit in tables for experiments. */
  public static final String UNIT = "unit_id";

  private static final String PAIR = "pair";

  private LongForm() {}

  /** Metrics over all time in the shape of {@link MetricTables#metrics()}. */
  public static Dataset<Row> whole(Dataset<Row> wide, List<String> metrics) {
    return metrics(wide, metrics, MetricTables.ALL, lit(null).cast("timestamp"));
  }

  /**
   * Metrics by day in the shape of {@link MetricTables#metrics()}.
   *
   * @param day the column with the day
   */
  public static Dataset<Row> daily(Dataset<Row> wide, List<String> metrics, String day) {
    return metrics(wide, metrics, "day", to_timestamp(Quoting.column(day)));
  }

  private static Dataset<Row> metrics(
      Dataset<Row> wide, List<String> metrics, String grain, Column period) {
    return wide.select(period.as(MetricTables.PERIOD), pairs(wide, metrics))
        .select(
            pair(MetricTables.METRIC),
            lit(grain).as(MetricTables.GRAIN),
            col(MetricTables.PERIOD),
            map().cast("map<string,string>").as(MetricTables.DIMENSIONS),
            pair(MetricTables.VALUE));
  }

  /**
   * Metrics of units by day, as tools for experiments read them: {@code unit_id, day, metric,
   * value}. Rows without a unit, and metrics without a value, are left out.
   *
   * @param wide the unit's key, the day, then the metrics
   */
  public static Dataset<Row> perUnit(Dataset<Row> wide, List<String> metrics) {
    Column unit = Quoting.column(wide.columns()[0]);
    return wide.select(
            unit.cast("string").as(UNIT),
            Quoting.column(wide.columns()[1]).as("day"),
            pairs(wide, metrics))
        .select(col(UNIT), col("day"), pair(MetricTables.METRIC), pair(MetricTables.VALUE))
        .filter(col(UNIT).isNotNull().and(col(MetricTables.VALUE).isNotNull()));
  }

  private static Column pair(String field) {
    return col(PAIR + "." + field);
  }

  private static Column pairs(Dataset<Row> wide, List<String> metrics) {
    Column[] pairs =
        metrics.stream()
            .filter(metric -> wide.schema().apply(metric).dataType() instanceof NumericType)
            .map(
                metric ->
                    struct(
                        lit(metric).as(MetricTables.METRIC),
                        Quoting.column(metric).cast("double").as(MetricTables.VALUE)))
            .toArray(Column[]::new);
    return explode(array(pairs).cast("array<struct<metric:string,value:double>>")).as(PAIR);
  }
}
