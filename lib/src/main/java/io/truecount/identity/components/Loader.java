package io.truecount.identity.components;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** Feeds the rows of one task into a forest: each row's identifiers become one component. */
final class Loader {
  private final Forest forest;
  private final KeyType type;
  private final int columns;
  private final KeyBatch batch;
  private Block block;

  /**
   * A loader of rows with one (vertices) or two (edges) identifiers.
   *
   * @param hashMask all ones; tests take bits away to make hashes collide
   */
  Loader(Forest forest, KeyType type, int columns, long hashMask) {
    this.forest = forest;
    this.type = type;
    this.columns = columns;
    this.batch = new KeyBatch(hashMask);
    this.block = forest.acquire();
  }

  /** Loads rows until they or the forest's budget end; whether no identifier was null. */
  boolean load(Iterator<InternalRow> rows) {
    while (rows.hasNext() && !forest.isOver()) {
      InternalRow row = rows.next();
      for (int column = 0; column < columns; column++) {
        if (row.isNullAt(column)) {
          return false;
        }
        type.read(row, column, batch);
      }
      if (batch.isFull()) {
        flush();
      }
    }
    flush();
    forest.release(block);
    return true;
  }

  private void flush() {
    block = forest.resolve(batch, block);
    if (columns == 2) {
      int[] numbers = batch.numbers;
      for (int i = 0; i < batch.size; i += 2) {
        forest.union(numbers[i], numbers[i + 1]);
      }
    }
    batch.clear();
  }
}
