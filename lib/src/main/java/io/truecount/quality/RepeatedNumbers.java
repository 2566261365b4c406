package io.truecount.quality;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;

/**
 * Finds tables whose key may repeat. A number holds a hash of the key in its upper 56 bits (0 when
 * a key column is NULL) and the table's group in its lowest byte. A group is reported when a number
 * occurs twice. Collisions report too much, never too little; the caller counts again exactly.
 *
 * <p>Nearly all numbers differ, so that a hash table of counts would cost most and gain nothing:
 * the numbers are sorted in arrays, and each is compared with the one before.
 */
final class RepeatedNumbers {
  static final int GROUPS = 1 << Byte.SIZE;

  /** Sorting this many parts of its own keeps each in the processor's cache. */
  private static final int PARTS = 1 << Byte.SIZE;

  private static final int FEWEST_TASKS = 16;

  /** Numbers of a task, about: 32 MiB, and as much again while arrays grow. */
  private static final int SHARE = 1 << 22;

  /** What a task will hold at most, when it gets four times its share. */
  private static final int ROOM = 4 * SHARE;

  private final LongArrayList[] parts = new LongArrayList[PARTS];

  /** How many numbers the task may still take in. */
  private int room;

  private RepeatedNumbers(int room) {
    this.room = room;
    Arrays.setAll(parts, part -> new LongArrayList());
  }

  /**
   * The groups; all of them where numbers outgrow the memory of a task. Cost: one shuffle of the
   * numbers.
   *
   * @param numbers one column of longs, none of them null
   * @param about how many there are, which decides how many tasks share them
   */
  static Set<Integer> groups(Dataset<Row> numbers, long about) {
    return groups(numbers, (int) Math.max(FEWEST_TASKS, 1 + about / SHARE), ROOM);
  }

  static Set<Integer> groups(Dataset<Row> numbers, int tasks, int room) {
    Dataset<Row> spread = numbers.repartition(tasks, functions.col(numbers.columns()[0]));
    return new TreeSet<>(
        ((org.apache.spark.sql.classic.Dataset<Row>) spread)
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(rows -> new RepeatedNumbers(room).read(rows))
            .collect());
  }

  private Iterator<Integer> read(Iterator<InternalRow> rows) {
    while (rows.hasNext()) {
      if (room-- == 0) {
        return IntStream.range(0, GROUPS).iterator();
      }
      long number = rows.next().getLong(0);
      parts[(int) (number >>> (Long.SIZE - Byte.SIZE))].add(number);
    }
    Set<Integer> groups = new TreeSet<>();
    for (LongArrayList part : parts) {
      addRepeated(part, groups);
    }
    return groups.iterator();
  }

  private static void addRepeated(LongArrayList part, Set<Integer> groups) {
    long[] numbers = part.elements();
    Arrays.sort(numbers, 0, part.size());
    for (int i = 0; i < part.size(); i++) {
      boolean isRepeated = i > 0 && numbers[i] == numbers[i - 1];
      if (isRepeated || numbers[i] >>> Byte.SIZE == 0) {
        groups.add((int) numbers[i] & (GROUPS - 1));
      }
    }
  }
}
