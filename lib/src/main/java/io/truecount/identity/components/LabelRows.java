package io.truecount.identity.components;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/** The rows (identifier, component) of some chunks of a forest that is complete. One row object. */
final class LabelRows implements Iterator<InternalRow> {
  private final Forest forest;
  private final KeyType type;
  private final int lastChunk;
  private final UnsafeRowWriter row = new UnsafeRowWriter(2, 128);
  private int index;
  private int at;

  LabelRows(Forest forest, KeyType type, int firstChunk, int lastChunk) {
    this.forest = forest;
    this.type = type;
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
    row.reset();
    Chunk chunk = forest.chunk(index);
    int root = forest.find(chunk.first + at);
    int length = write(0, chunk, at);
    write(1, forest.chunkOf(root), root & Chunk.MASK);
    at += 1 + Words.count(length);
    skipFinished();
    return row.getRow();
  }

  private int write(int column, Chunk chunk, int header) {
    int length = Chunk.length(chunk.words[header]);
    type.write(row, column, chunk.words, header + 1, length);
    return length;
  }

  private void skipFinished() {
    while (index < lastChunk && at == forest.chunk(index).end) {
      index++;
      at = 0;
    }
  }
}
