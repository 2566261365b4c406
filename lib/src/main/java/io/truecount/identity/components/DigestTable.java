package io.truecount.identity.components;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The vertices of a forest by digest, and which of them were found to have a label already: first
 * all are added, then it is sealed, then they are looked up.
 *
 * <p>Digests that share their first word cannot be told apart here: then {@link #isAmbiguous}.
 */
final class DigestTable {
  /** The vertices, and their digests, by entry. */
  private final IntArrayList vertices;

  private final LongArrayList highs;
  private final LongArrayList lows;
  private final BitSet unknown = new BitSet();
  private WordTable words = new WordTable(new LongArrayList(), new int[0]);

  /** By place. */
  private int[] vertexAt = {};

  private long[] lowAt = {};
  private boolean ambiguous;

  /** With room for this many vertices. */
  DigestTable(int size) {
    vertices = new IntArrayList(size);
    highs = new LongArrayList(size);
    lows = new LongArrayList(size);
  }

  /** Adds the vertices of a chunk. */
  synchronized void add(IntArrayList vertices, LongArrayList highs, LongArrayList lows) {
    this.vertices.addAll(vertices);
    this.highs.addAll(highs);
    this.lows.addAll(lows);
    vertices.forEach(unknown::set);
  }

  synchronized void seal() {
    int[] places = new int[highs.size()];
    words = new WordTable(highs, places);
    vertexAt = words.noneYet();
    lowAt = new long[places.length];
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      ambiguous |= vertexAt[place] != WordTable.NONE;
      vertexAt[place] = vertices.getInt(i);
      lowAt[place] = lows.getLong(i);
    }
  }

  synchronized boolean isAmbiguous() {
    return ambiguous;
  }

  /** The rows of a batch whose first two columns are a digest that is here, and its place. */
  void match(ColumnarBatch batch, Matches matches) {
    words.match(batch, matches);
    ColumnVector second = batch.column(1);
    int begun = matches.size;
    matches.size = 0;
    for (int i = 0; i < begun; i++) {
      int row = matches.rows[i];
      int place = matches.places[i];
      if (second.getLong(row) == lowAt[place]) {
        matches.add(row, place);
      }
    }
  }

  int vertex(int place) {
    return vertexAt[place];
  }

  /** Notes that these vertices have a label. */
  synchronized void know(IntArrayList found) {
    found.forEach(unknown::clear);
  }

  /** The entries whose vertices were not found to have a label, in the order of the forest. */
  synchronized int[] unknown() {
    return IntStream.range(0, vertices.size())
        .filter(entry -> unknown.get(vertices.getInt(entry)))
        .toArray();
  }

  /** The rows of entries. */
  ChosenRows.Rows rows(DigestedVertexRows rows) {
    return new ChosenRows.Rows() {
      @Override
      public int vertex(int entry) {
        return vertices.getInt(entry);
      }

      @Override
      public InternalRow row(int entry, int root) {
        return rows.row(vertex(entry), root, highs.getLong(entry), lows.getLong(entry));
      }
    };
  }
}
