package io.truecount.identity.components;

import org.apache.spark.sql.catalyst.InternalRow;

/** The rows of some of the chosen vertices of a forest that is complete. */
final class ChosenRows extends RootedRows {
  /** What was chosen, by number. */
  interface Rows {
    int vertex(int number);

    InternalRow row(int number, int root);
  }

  private final int[] numbers;
  private final int to;
  private final Rows rows;
  private int filled;
  private int next;

  ChosenRows(Forest forest, int[] numbers, int from, int to, Rows rows) {
    super(forest);
    this.numbers = numbers;
    this.filled = from;
    this.next = from;
    this.to = to;
    this.rows = rows;
  }

  @Override
  int fill(int[] block) {
    int size = Math.min(block.length, to - filled);
    for (int i = 0; i < size; i++) {
      block[i] = rows.vertex(numbers[filled + i]);
    }
    filled += size;
    return size;
  }

  @Override
  InternalRow row(int vertex, int root) {
    return rows.row(numbers[next++], root);
  }
}
