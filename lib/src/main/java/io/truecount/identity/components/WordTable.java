package io.truecount.identity.components;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Places for first words of digests, made once for all of them. Words lie together by their first
 * bits, so that the order of places is nearly that of the words: a scan of sorted digests walks
 * through this table, and through what is kept by place, and seldom waits for memory.
 *
 * <p>Digests are spread evenly, which leaves one word to look at for each that is looked up.
 */
final class WordTable {
  static final int NONE = -1;
  private static final int MOST_BITS = 28;

  /** Of a word, to leave the first bits. */
  private final int shift;

  /** The first place of words with these first bits. */
  private final int[] begins;

  /** The place after the last one in use. */
  private final int[] ends;

  private final long[] words;

  /**
   * A table of these words.
   *
   * @param places becomes the place of each; equal words share one, and then not all are in use
   */
  WordTable(LongArrayList given, int[] places) {
    int bits = Math.min(MOST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(given.size() | 1));
    shift = Long.SIZE - bits;
    words = new long[given.size()];
    begins = begins(given.elements(), given.size(), 1 << bits);
    ends = begins.clone();
    for (int i = 0; i < places.length; i++) {
      places[i] = put(given.getLong(i));
    }
  }

  private int[] begins(long[] given, int size, int buckets) {
    int[] sums = new int[buckets];
    for (int i = 0; i < size; i++) {
      sums[(int) (given[i] >>> shift)]++;
    }
    int sum = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      int count = sums[bucket];
      sums[bucket] = sum;
      sum += count;
    }
    return sums;
  }

  private int put(long word) {
    int bucket = (int) (word >>> shift);
    int end = ends[bucket];
    for (int place = begins[bucket]; place < end; place++) {
      if (words[place] == word) {
        return place;
      }
    }
    words[end] = word;
    ends[bucket] = end + 1;
    return end;
  }

  long word(int place) {
    return words[place];
  }

  /** Values by place, none yet. */
  int[] noneYet() {
    int[] values = new int[words.length];
    Arrays.fill(values, NONE);
    return values;
  }

  /** Looks up the words of a batch's first column. */
  void match(ColumnarBatch batch, Matches matches) {
    int rows = batch.numRows();
    matches.clear(rows);
    for (int from = 0; from < rows; from += Matches.BLOCK) {
      int count = Math.min(Matches.BLOCK, rows - from);
      PageColumn.copy(batch.column(0), from, matches.block, count);
      match(from, count, matches);
    }
  }

  private void match(int from, int count, Matches matches) {
    long[] block = matches.block;
    for (int i = 0; i < count; i++) {
      long word = block[i];
      int bucket = (int) (word >>> shift);
      int end = ends[bucket];
      for (int place = begins[bucket]; place < end; place++) {
        if (words[place] == word) {
          matches.add(from + i, place);
        }
      }
    }
  }
}
