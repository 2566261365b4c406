package io.truecount.identity.components;

import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/** The identifiers of the vertices of a forest. */
record VertexKeys(Forest forest, KeyType type) {

  void write(UnsafeRowWriter row, int column, int vertex) {
    long[] words = forest.chunkOf(vertex).words;
    int at = vertex & Chunk.MASK;
    type.write(row, column, words, at + 1, Chunk.length(words[at]));
  }

  void digest(int vertex, Digester digester) {
    long[] words = forest.chunkOf(vertex).words;
    int at = vertex & Chunk.MASK;
    type.digest(words, at + 1, Chunk.length(words[at]), digester);
  }
}
