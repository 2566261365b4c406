package io.truecount.identity.components;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/** Vertices of a forest that is complete as rows (identifier, component). One row object. */
final class VertexRows {
  private final Forest forest;
  private final KeyType type;
  private final UnsafeRowWriter row = new UnsafeRowWriter(2, 128);

  VertexRows(Forest forest, KeyType type) {
    this.forest = forest;
    this.type = type;
  }

  InternalRow row(int vertex) {
    row.reset();
    write(0, vertex);
    write(1, forest.find(vertex));
    return row.getRow();
  }

  private void write(int column, int vertex) {
    long[] words = forest.chunkOf(vertex).words;
    int at = vertex & Chunk.MASK;
    type.write(row, column, words, at + 1, Chunk.length(words[at]));
  }
}
