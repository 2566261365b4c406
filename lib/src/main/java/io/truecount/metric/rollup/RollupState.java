package io.truecount.metric.rollup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.truecount.metric.MetricTables;
import io.truecount.table.Quoting;
import io.truecount.table.RowHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rollups as rows of {@link MetricTables#rollups()}, and which of their periods have changed. A
 * period is found to have changed by the number of its rows and the sum of their 64-bit hashes,
 * whatever changed it: late events, merged customers, another value of a joined dimension.
 */
public final class RollupState {
  /** Columns that are added to rows, and whose sums show whether a period has changed. */
  public static final List<String> PRINTS =
      List.of(MetricTables.ROW_COUNT, MetricTables.PRINT_LOW, MetricTables.PRINT_HIGH);

  private static final String THEN = "__then_";

  private RollupState() {}

  /** Rows of a rollup with the columns {@link #PRINTS}. */
  public static Dataset<Row> printed(Dataset<Row> rows) {
    return rows.withColumn(MetricTables.PRINT_HIGH, RowHash.of(rows.schema()))
        .withColumn(
            MetricTables.PRINT_LOW, col(MetricTables.PRINT_HIGH).bitwiseAND(lit(0xFFFFFFFFL)))
        .withColumn(
            MetricTables.PRINT_HIGH,
            org.apache.spark.sql.functions.shiftright(col(MetricTables.PRINT_HIGH), 32))
        .withColumn(MetricTables.ROW_COUNT, lit(1L));
  }

  /**
   * The periods whose rows are not those that the state was made of.
   *
   * @param rows with {@link #PRINTS}
   * @param state in the shape of {@link MetricTables#rollups()}, of this rollup alone
   * @return one column, the period; cost: one pass over the rows
   */
  public static Dataset<Row> touched(Rollup rollup, Dataset<Row> rows, Dataset<Row> state) {
    Dataset<Row> now = summed(rows.withColumnRenamed(rollup.time(), MetricTables.PERIOD));
    Dataset<Row> then = summed(state);
    for (String column : then.columns()) {
      then = then.withColumnRenamed(column, THEN + column);
    }
    Column same =
        PRINTS.stream().map(c -> col(c).eqNullSafe(col(THEN + c))).reduce(lit(true), Column::and);
    Column period = col(MetricTables.PERIOD);
    Column before = col(THEN + MetricTables.PERIOD);
    return now.join(then, period.eqNullSafe(before), "full_outer")
        .filter(not(same))
        .select(coalesce(period, before).as(MetricTables.PERIOD));
  }

  private static Dataset<Row> summed(Dataset<Row> rows) {
    return rows.groupBy(MetricTables.PERIOD)
        .agg(
            sum(MetricTables.ROW_COUNT).as(MetricTables.ROW_COUNT),
            sum(MetricTables.PRINT_LOW).as(MetricTables.PRINT_LOW),
            sum(MetricTables.PRINT_HIGH).as(MetricTables.PRINT_HIGH));
  }

  /**
   * Partial aggregates in the shape of {@link MetricTables#rollups()}.
   *
   * @param partials of {@link Rollup#partials(List)} with {@link #PRINTS}
   */
  public static Dataset<Row> stored(Rollup rollup, Dataset<Row> partials) {
    StructType schema = partials.schema();
    return partials.select(
        lit(rollup.hash()).as(MetricTables.ROLLUP),
        lit(rollup.model()).as(MetricTables.MODEL),
        col(rollup.time()).as(MetricTables.PERIOD),
        texts(rollup.keys()).as(MetricTables.KEYS),
        texts(parts(rollup, schema, type -> !isBinary(type))).as(MetricTables.NUMBERS),
        mapOf(parts(rollup, schema, RollupState::isBinary), Quoting::column, "binary")
            .as(MetricTables.SETS),
        col(MetricTables.ROW_COUNT),
        col(MetricTables.PRINT_LOW),
        col(MetricTables.PRINT_HIGH));
  }

  /**
   * The reverse of {@link #stored}, without the prints.
   *
   * @param schema of the partial aggregates
   */
  public static Dataset<Row> typed(Rollup rollup, Dataset<Row> state, StructType schema) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(MetricTables.PERIOD).as(rollup.time()));
    rollup.keys().forEach(key -> columns.add(value(MetricTables.KEYS, key, schema)));
    parts(rollup, schema, type -> !isBinary(type))
        .forEach(part -> columns.add(value(MetricTables.NUMBERS, part, schema)));
    parts(rollup, schema, RollupState::isBinary)
        .forEach(part -> columns.add(col(MetricTables.SETS).getItem(part).as(part)));
    return state
        .filter(col(MetricTables.ROLLUP).equalTo(lit(rollup.hash())))
        .select(columns.toArray(Column[]::new));
  }

  private static Column value(String map, String key, StructType schema) {
    return col(map).getItem(key).cast(schema.apply(key).dataType()).as(key);
  }

  private static List<String> parts(Rollup rollup, StructType schema, Predicate<DataType> kind) {
    return Arrays.stream(schema.fields())
        .filter(f -> kind.test(f.dataType()))
        .map(StructField::name)
        .filter(n -> !n.equals(rollup.time()) && !rollup.keys().contains(n) && !PRINTS.contains(n))
        .toList();
  }

  private static boolean isBinary(DataType type) {
    return type.equals(DataTypes.BinaryType);
  }

  private static Column texts(List<String> columns) {
    return mapOf(columns, c -> Quoting.column(c).cast(DataTypes.StringType), "string");
  }

  private static Column mapOf(
      List<String> columns, java.util.function.Function<String, Column> value, String type) {
    Column[] pairs =
        columns.stream().flatMap(c -> Stream.of(lit(c), value.apply(c))).toArray(Column[]::new);
    return map(pairs).cast("map<string,%s>".formatted(type));
  }
}
