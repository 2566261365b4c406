package io.truecount.metric.ids;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.truecount.metric.MetricTables;
import io.truecount.table.Quoting;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;

/**
 * Gives values that are counted distinct a dense number. Whole numbers are used as they are; any
 * other value is looked up as text in {@link MetricTables#ids()}, from which no row is ever
 * removed.
 *
 * <pre>
 *   rows: buyer     ids: key | id    gives   buyer
 *   ann             ann      | 0             0
 *   bob             bob      | 1             1
 *   ann                                      0
 * </pre>
 */
public final class IdNumbers {
  private static final String LOOKED_UP = "__looked_up";

  private IdNumbers() {}

  /**
   * The values of columns that have no number yet.
   *
   * @param known in the shape of {@link MetricTables#ids()}
   * @return the values as text in one column, each once; cost: one pass over these columns
   */
  public static Dataset<Row> unknown(Dataset<Row> rows, List<String> columns, Dataset<Row> known) {
    Column[] texts = texts(rows, columns).stream().map(c -> key(rows, c)).toArray(Column[]::new);
    return rows.select(explode(array(texts)).as(MetricTables.KEY))
        .filter(col(MetricTables.KEY).isNotNull())
        .distinct()
        .join(known, new String[] {MetricTables.KEY}, "left_anti");
  }

  /** The columns that hold anything else than whole numbers. */
  public static List<String> texts(Dataset<Row> rows, List<String> columns) {
    return columns.stream().filter(c -> !isWhole(rows.schema().apply(c).dataType())).toList();
  }

  /**
   * Numbers for values, from the first unused one on, in the order of the values: the same values
   * get the same numbers again.
   *
   * @param known in the shape of {@link MetricTables#ids()}
   * @param keys values that are not known, each once
   * @return the new ones; cost: a sort of them
   */
  public static Dataset<Row> numbers(Dataset<Row> known, Dataset<Row> keys) {
    Row largest = known.select(coalesce(max(MetricTables.ID), lit(-1L))).first();
    long next = largest.getLong(0) + 1;
    JavaRDD<Row> numbered =
        keys.select(MetricTables.KEY)
            .orderBy(MetricTables.KEY)
            .javaRDD()
            .zipWithIndex()
            .map(pair -> RowFactory.create(pair._1().getString(0), next + pair._2()));
    return keys.sparkSession().createDataFrame(numbered, MetricTables.ids().schema());
  }

  /**
   * Rows with numbers in place of values.
   *
   * @param known in the shape of {@link MetricTables#ids()}, with every value of these columns
   */
  public static Dataset<Row> numbered(Dataset<Row> rows, List<String> columns, Dataset<Row> known) {
    Dataset<Row> result = rows;
    for (String column : columns) {
      result =
          isWhole(rows.schema().apply(column).dataType())
              ? result.withColumn(column, col(column).cast(DataTypes.LongType))
              : lookedUp(result, column, known);
    }
    return result.select(Arrays.stream(rows.columns()).map(Quoting::column).toArray(Column[]::new));
  }

  private static Dataset<Row> lookedUp(Dataset<Row> rows, String column, Dataset<Row> known) {
    Dataset<Row> numbers =
        known.select(
            col(MetricTables.KEY).as(LOOKED_UP), col(MetricTables.ID).as(LOOKED_UP + "_id"));
    return rows.withColumn("__key_of", key(rows, column))
        .join(numbers, col("__key_of").equalTo(col(LOOKED_UP)), "left")
        .drop(column, "__key_of", LOOKED_UP)
        .withColumnRenamed(LOOKED_UP + "_id", column);
  }

  /** Zero and minus zero are equal, and so must be their texts. */
  private static Column key(Dataset<Row> rows, String column) {
    DataType type = rows.schema().apply(column).dataType();
    Column value = Quoting.column(column);
    boolean real = type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType);
    return (real ? value.plus(lit(0.0)) : value).cast(DataTypes.StringType);
  }

  private static boolean isWhole(DataType type) {
    return type instanceof IntegralType;
  }
}
