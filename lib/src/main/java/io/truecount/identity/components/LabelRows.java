package io.truecount.identity.components;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** The rows (identifier, component) of some chunks of a forest that is complete. One row object. */
final class LabelRows implements Iterator<InternalRow> {
  private final Forest forest;
  private final VertexRows rows;
  private final int lastChunk;
  private int index;
  private int at;

  LabelRows(Forest forest, KeyType type, int firstChunk, int lastChunk) {
    this.forest = forest;
    this.rows = new VertexRows(forest, type);
    this.index = firstChunk;
    this.lastChunk = lastChunk;
    skipFinished();
  }

  @Override
  public boolean hasNext() {
    return index < lastChunk;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Chunk chunk = forest.chunk(index);
    InternalRow row = rows.row(chunk.first + at);
    at = chunk.after(at);
    skipFinished();
    return row;
  }

  private void skipFinished() {
    while (index < lastChunk && at == forest.chunk(index).end) {
      index++;
      at = 0;
    }
  }
}
