package io.truecount.identity.components;

import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * A number for each first word of a digest. Their order is nearly that of the words, so that a scan
 * of sorted digests walks through this table and seldom waits for memory.
 */
final class Slots {
  static final int NONE = -1;

  private long[] keys = new long[1 << 10];

  /** The numbers, one up; 0 is a free slot. */
  private int[] numbers = new int[1 << 10];

  private int size;

  /** The number of a word, or {@link #NONE}. */
  int get(long key) {
    return numbers[slot(key)] - 1;
  }

  /** Gives a word a number; the one that it had, or {@link #NONE}. */
  int put(long key, int number) {
    int slot = slot(key);
    int previous = numbers[slot] - 1;
    keys[slot] = key;
    numbers[slot] = number + 1;
    if (previous == NONE && ++size > numbers.length / 2) {
      grow();
    }
    return previous;
  }

  /** Looks up the words of a batch's first column. */
  void match(ColumnarBatch batch, Matches matches) {
    ColumnVector words = batch.column(0);
    int rows = batch.numRows();
    matches.clear(rows);
    long[] table = keys;
    int[] filled = numbers;
    int shift = Long.numberOfLeadingZeros(filled.length) + 1;
    int count = 0;
    for (int row = 0; row < rows; row++) {
      long word = words.getLong(row);
      int slot = (int) (word >>> shift);
      while (filled[slot] != 0 && table[slot] != word) {
        slot = (slot + 1) & (filled.length - 1);
      }
      matches.rows[count] = row;
      matches.numbers[count] = filled[slot] - 1;
      count += filled[slot] == 0 ? 0 : 1;
    }
    matches.size = count;
  }

  private int slot(long key) {
    int slot = (int) (key >>> (Long.numberOfLeadingZeros(numbers.length) + 1));
    while (numbers[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (numbers.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new long[oldKeys.length * 2];
    numbers = new int[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldNumbers[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        numbers[slot] = oldNumbers[i];
      }
    }
  }
}
