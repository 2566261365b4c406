package io.truecount.identity.components;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/** Vertices of a forest that is complete as rows (identifier, component). One row object. */
final class VertexRows {
  private final VertexKeys keys;
  private final UnsafeRowWriter row = new UnsafeRowWriter(2, 128);

  VertexRows(Forest forest, KeyType type) {
    this.keys = new VertexKeys(forest, type);
  }

  InternalRow row(int vertex, int root) {
    row.reset();
    keys.write(row, 0, vertex);
    keys.write(row, 1, root);
    return row.getRow();
  }
}
