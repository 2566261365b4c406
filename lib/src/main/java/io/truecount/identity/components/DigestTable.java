package io.truecount.identity.components;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** The vertices of a forest by digest, and which of them were found to have a label already. */
final class DigestTable {
  /** First word of a digest to the entry added last; entries that share it are chained. */
  private final Slots heads = new Slots();

  private final IntArrayList next = new IntArrayList();
  private final LongArrayList lows = new LongArrayList();
  private final IntArrayList vertices = new IntArrayList();
  private final BitSet known = new BitSet();

  /** Adds the vertices of a chunk; refuses a digest that is there. */
  synchronized void add(IntArrayList vertices, LongArrayList highs, LongArrayList lows) {
    for (int i = 0; i < vertices.size(); i++) {
      add(vertices.getInt(i), highs.getLong(i), lows.getLong(i));
    }
  }

  private void add(int vertex, long high, long low) {
    int entry = vertices.size();
    int head = heads.put(high, entry);
    if (find(head, low) != Slots.NONE) {
      throw UniqueDigests.collision("new edges and vertices");
    }
    next.add(head);
    lows.add(low);
    vertices.add(vertex);
  }

  /** The rows of a batch whose first two columns are a digest that is here, and its entry. */
  void match(ColumnarBatch batch, Matches matches) {
    heads.match(batch, matches);
    int begun = matches.size;
    matches.size = 0;
    for (int i = 0; i < begun; i++) {
      int row = matches.rows[i];
      int entry = find(matches.numbers[i], batch.column(1).getLong(row));
      if (entry != Slots.NONE) {
        matches.rows[matches.size] = row;
        matches.numbers[matches.size] = entry;
        matches.size++;
      }
    }
  }

  private int find(int head, long low) {
    int entry = head;
    while (entry != Slots.NONE && lows.getLong(entry) != low) {
      entry = next.getInt(entry);
    }
    return entry;
  }

  /** Notes that these entries have a label; their vertices take their places. */
  synchronized void know(Matches entries) {
    for (int i = 0; i < entries.size; i++) {
      int entry = entries.numbers[i];
      known.set(entry);
      entries.numbers[i] = vertices.getInt(entry);
    }
  }

  /** The vertices that were not found to have a label, in the order in which they came. */
  int[] unknown() {
    return IntStream.range(0, vertices.size())
        .filter(entry -> !known.get(entry))
        .map(vertices::getInt)
        .toArray();
  }
}
