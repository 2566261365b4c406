package io.truecount.identity.components;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;

/** Digests the vertices of one chunk after the other, for one thread. */
final class ChunkDigests {
  private final KeyType type;
  private final Digester digester;
  private final IntArrayList vertices = new IntArrayList();
  private final LongArrayList highs = new LongArrayList();
  private final LongArrayList lows = new LongArrayList();

  ChunkDigests(KeyType type, Digester digester) {
    this.type = type;
    this.digester = digester;
  }

  void add(Chunk chunk, DigestTable table) {
    vertices.clear();
    highs.clear();
    lows.clear();
    for (int at = 0; at < chunk.end; at = chunk.after(at)) {
      type.digest(chunk.words, at + 1, Chunk.length(chunk.words[at]), digester);
      vertices.add(chunk.first + at);
      highs.add(digester.high);
      lows.add(digester.low);
    }
    table.add(vertices, highs, lows);
  }
}
