package io.truecount.identity.components;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** Feeds the rows of one task into a forest: each row's identifiers become one component. */
final class Loader {
  /** Instead of a count of rows: an identifier was null. */
  static final long NULL_FOUND = -1;

  private final Forest forest;
  private final KeyType type;
  private final int columns;
  private final KeyBatch batch;
  private Chunk chunk;

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
    this.chunk = forest.acquire();
  }

  /**
   * Loads rows until they end or, at least one batch later, the forest's budget does.
   *
   * @return how many rows, or {@link #NULL_FOUND}
   */
  long load(Iterator<InternalRow> rows) {
    long loaded = 0;
    do {
      if (!fill(rows)) {
        return NULL_FOUND;
      }
      loaded += batch.size / columns;
      chunk = forest.resolve(batch, chunk);
      if (columns == 2) {
        batch.touched = forest.unite(batch.numbers, batch.size);
      }
      batch.clear();
    } while (rows.hasNext() && !forest.isOver());
    forest.release(chunk);
    return loaded;
  }

  private boolean fill(Iterator<InternalRow> rows) {
    while (!batch.isFull() && rows.hasNext()) {
      InternalRow row = rows.next();
      for (int column = 0; column < columns; column++) {
        if (row.isNullAt(column)) {
          return false;
        }
        type.read(row, column, batch);
      }
    }
    return true;
  }
}
