package io.truecount.quality;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Tables in which a number stands twice, or is NULL. The numbers of all tables are sorted together
 * and each is compared with the one before: they nearly all differ, so that groups of them, as a
 * hash table would make, gain nothing and cost the most.
 */
final class RepeatedNumbers {
  static final String TABLE = "table";
  static final String NUMBER = "number";

  private final Set<Integer> suspects = new TreeSet<>();
  private boolean hasLast;
  private long last;

  private RepeatedNumbers() {}

  /**
   * The positions of these tables. A table may be among them for a number that it shares with
   * another table only. Cost: one shuffle of two numbers a row.
   *
   * @param numbers columns number and table (its position, an int)
   */
  static Set<Integer> tables(Dataset<Row> numbers) {
    Dataset<Row> sorted =
        numbers.select(NUMBER, TABLE).repartition(col(NUMBER)).sortWithinPartitions(NUMBER);
    return new TreeSet<>(
        ((org.apache.spark.sql.classic.Dataset<Row>) sorted)
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(rows -> new RepeatedNumbers().read(rows))
            .collect());
  }

  private Iterator<Integer> read(Iterator<InternalRow> rows) {
    while (rows.hasNext()) {
      read(rows.next());
    }
    return new ArrayList<>(suspects).iterator();
  }

  /** Of rows that share a number all but one are suspects, so every table that has two of them. */
  private void read(InternalRow row) {
    if (row.isNullAt(0)) {
      suspects.add(row.getInt(1));
      return;
    }
    long number = row.getLong(0);
    if (hasLast && number == last) {
      suspects.add(row.getInt(1));
    }
    hasLast = true;
    last = number;
  }
}
