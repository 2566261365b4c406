package io.truecount.table;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * What makes the rows of a table those of another one, where rows may be equal. Rows of any types
 * are compared by 128 bits of hashes: Spark's own set operations take no maps, and give other rows
 * back than they were given, as they take -0.0 for 0.0.
 *
 * <pre>
 *   gone  a | b     fresh  a | b     removed  a | b     added  a | b
 *         1 | x            1 | x              1 | x            2 | y
 *         1 | x            2 | y
 * </pre>
 *
 * @param rows with a column {@link #SIGN}: -1 for a row that is removed, 1 for one that is added
 */
public record RowChanges(Dataset<Row> rows) {
  public static final String SIGN = "__sign";

  private static final String FIRST = "__hash_1";
  private static final String SECOND = "__hash_2";
  private static final String NET = "__net";
  private static final String NUMBER = "__number";
  private static final String COUNT = "__count";

  public RowChanges {
    requireNonNull(rows);
  }

  /** Rows that are added to others. */
  public static RowChanges adding(Dataset<Row> rows) {
    return new RowChanges(rows.withColumn(SIGN, lit(1)));
  }

  /**
   * Rows in place of others. What both have is neither removed nor added. Lazy; cost: one shuffle
   * of both.
   *
   * @param gone of the same columns as {@code fresh}
   */
  public static RowChanges between(Dataset<Row> gone, Dataset<Row> fresh) {
    Column net = sum(SIGN).over(Window.partitionBy(FIRST, SECOND));
    Column number =
        row_number().over(Window.partitionBy(FIRST, SECOND, SIGN).orderBy(FIRST, SECOND, SIGN));
    return new RowChanges(
        hashed(gone)
            .withColumn(SIGN, lit(-1))
            .unionByName(hashed(fresh).withColumn(SIGN, lit(1)))
            .withColumn(NET, net.multiply(col(SIGN)))
            .filter(col(NET).gt(0))
            .withColumn(NUMBER, number)
            .filter(col(NUMBER).leq(col(NET)))
            .drop(FIRST, SECOND, NET, NUMBER));
  }

  /** Rows that the table has and is to lose, each as often as it is to be lost. */
  public Dataset<Row> removed() {
    return rows.filter(col(SIGN).lt(0)).drop(SIGN);
  }

  /** Rows that it is to get. */
  public Dataset<Row> added() {
    return rows.filter(col(SIGN).gt(0)).drop(SIGN);
  }

  /**
   * Rows with the changes. Lazy; cost: two passes over the rows, and a shuffle of those that equal
   * one that is removed.
   *
   * @param before with every row that is removed
   */
  public Dataset<Row> applied(Dataset<Row> before) {
    Dataset<Row> all = hashed(before);
    Dataset<Row> counts = hashed(removed()).groupBy(FIRST, SECOND).agg(count(lit(1)).as(COUNT));
    Dataset<Row> others = all.join(counts, new String[] {FIRST, SECOND}, "left_anti");
    Dataset<Row> left =
        all.join(counts, new String[] {FIRST, SECOND})
            .withColumn(
                NUMBER, row_number().over(Window.partitionBy(FIRST, SECOND).orderBy(FIRST, SECOND)))
            .filter(col(NUMBER).gt(col(COUNT)));
    return others
        .select(columns(before))
        .unionByName(left.select(columns(before)))
        .unionByName(added().select(columns(before)));
  }

  private static Dataset<Row> hashed(Dataset<Row> rows) {
    Column[] all =
        Stream.concat(
                Arrays.stream(columns(rows)),
                Arrays.stream(RowHash.wide(rows.schema(), FIRST, SECOND)))
            .toArray(Column[]::new);
    return rows.select(all);
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(Quoting::column).toArray(Column[]::new);
  }
}
