package io.truecount.identity.components;

import org.apache.spark.sql.catalyst.InternalRow;

/** The rows (identifier, component) of some chunks of a forest that is complete. One row object. */
final class LabelRows extends RootedRows {
  private final Forest forest;
  private final VertexRows rows;
  private final int lastChunk;
  private int index;
  private int at;

  LabelRows(Forest forest, KeyType type, int firstChunk, int lastChunk) {
    super(forest);
    this.forest = forest;
    this.rows = new VertexRows(forest, type);
    this.index = firstChunk;
    this.lastChunk = lastChunk;
  }

  @Override
  int fill(int[] block) {
    int size = 0;
    while (size < block.length && index < lastChunk) {
      Chunk chunk = forest.chunk(index);
      if (at == chunk.end) {
        index++;
        at = 0;
      } else {
        block[size++] = chunk.first + at;
        at = chunk.after(at);
      }
    }
    return size;
  }

  @Override
  InternalRow row(int vertex, int root) {
    return rows.row(vertex, root);
  }
}
