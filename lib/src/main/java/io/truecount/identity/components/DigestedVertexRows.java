package io.truecount.identity.components;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/**
 * Vertices of a forest that is complete as rows: the digests of identifier and component, then
 * these themselves, as {@link DigestRows#namedPairs} makes them of rows. One row object.
 */
final class DigestedVertexRows implements ChosenRows.Rows {
  private final VertexKeys keys;
  private final Digester digester;
  private final UnsafeRowWriter row = new UnsafeRowWriter(6, 128);

  DigestedVertexRows(Forest forest, KeyType type, Digester digester) {
    this.keys = new VertexKeys(forest, type);
    this.digester = digester;
  }

  @Override
  public int vertex(int number) {
    return number;
  }

  @Override
  public InternalRow row(int vertex, int root) {
    keys.digest(vertex, digester);
    return row(vertex, root, digester.high, digester.low);
  }

  /** Of a vertex whose digest is known. */
  InternalRow row(int vertex, int root, long high, long low) {
    row.reset();
    write(0, high, low);
    if (root == vertex) {
      write(2, high, low);
    } else {
      keys.digest(root, digester);
      write(2, digester.high, digester.low);
    }
    keys.write(row, 4, vertex);
    keys.write(row, 5, root);
    return row.getRow();
  }

  private void write(int column, long high, long low) {
    row.write(column, high);
    row.write(column + 1, low);
  }
}
