package io.truecount.identity.components;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.BitSet;

/** The vertices of a forest by digest, and which of them were found to have a label already. */
final class DigestTable {
  private static final int NONE = -1;

  /** First word of a digest to the entry added last; entries that share it are chained. */
  private final Long2IntOpenHashMap heads = new Long2IntOpenHashMap();

  private final IntArrayList next = new IntArrayList();
  private final LongArrayList lows = new LongArrayList();
  private final IntArrayList vertices = new IntArrayList();
  private final BitSet known = new BitSet();

  DigestTable() {
    heads.defaultReturnValue(NONE);
  }

  /** Adds the vertices of a chunk; refuses a digest that is there. */
  synchronized void add(IntArrayList vertices, LongArrayList highs, LongArrayList lows) {
    for (int i = 0; i < vertices.size(); i++) {
      add(vertices.getInt(i), highs.getLong(i), lows.getLong(i));
    }
  }

  private void add(int vertex, long high, long low) {
    int entry = vertices.size();
    int head = heads.put(high, entry);
    if (find(head, low) != NONE) {
      throw UniqueDigests.collision("new edges and vertices");
    }
    next.add(head);
    lows.add(low);
    vertices.add(vertex);
  }

  private int find(int head, long low) {
    int entry = head;
    while (entry != NONE && lows.getLong(entry) != low) {
      entry = next.getInt(entry);
    }
    return entry;
  }

  /** The entry of a digest, or a negative number. */
  int find(long high, long low) {
    return find(heads.get(high), low);
  }

  /** Notes that an entry has a label; its vertex. */
  synchronized int know(int entry) {
    known.set(entry);
    return vertices.getInt(entry);
  }

  Sieve sieve() {
    return new Sieve(heads.keySet());
  }

  /** The vertices that were not found to have a label. */
  int[] unknown() {
    int count = vertices.size() - known.cardinality();
    int[] unknown = new int[count];
    int entry = -1;
    for (int i = 0; i < count; i++) {
      entry = known.nextClearBit(entry + 1);
      unknown[i] = vertices.getInt(entry);
    }
    return unknown;
  }
}
