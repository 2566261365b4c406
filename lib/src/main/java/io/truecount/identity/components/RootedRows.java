package io.truecount.identity.components;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows of vertices of a forest that is complete. Their roots are found a block at a time: each
 * costs a cache miss, and in a loop of their own the misses overlap.
 */
abstract class RootedRows implements Iterator<InternalRow> {
  private static final int BLOCK = 512;

  private final Forest forest;
  private final int[] vertices = new int[BLOCK];
  private final int[] roots = new int[BLOCK];
  private int size;
  private int at;

  RootedRows(Forest forest) {
    this.forest = forest;
  }

  /** Puts the next vertices into the block; how many, none at the end. */
  abstract int fill(int[] block);

  /** The row of a vertex, in the order in which they were put into blocks. */
  abstract InternalRow row(int vertex, int root);

  @Override
  public final boolean hasNext() {
    if (at == size) {
      size = fill(vertices);
      forest.find(vertices, size, roots);
      at = 0;
    }
    return at < size;
  }

  @Override
  public final InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    InternalRow row = row(vertices[at], roots[at]);
    at++;
    return row;
  }
}
