package io.truecount.identity.components;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The stored components that new edges touch, by the first word of their label's digest, each with
 * a vertex of the forest that belongs to it, and, once found, the vertex of the label.
 *
 * <p>Labels that share this word cannot be told apart here: then {@link #isAmbiguous}.
 */
final class Touched {
  private static final int NONE = -1;

  private final Forest forest;
  private final Slots positions = new Slots();
  private final LongArrayList components = new LongArrayList();
  private final IntArrayList anchors = new IntArrayList();
  private final Long2LongOpenHashMap redirects = new Long2LongOpenHashMap();
  private int[] labels = {};
  private volatile boolean ambiguous;

  Touched(Forest forest) {
    this.forest = forest;
  }

  /** The vertices of some rows belong to the components that a column of theirs names. */
  synchronized void join(Matches vertices, ColumnVector components) {
    for (int i = 0; i < vertices.size; i++) {
      join(vertices.numbers[i], components.getLong(vertices.rows[i]));
    }
  }

  private void join(int vertex, long component) {
    int anchor = anchor(component, vertex);
    if (anchor != vertex) {
      forest.union(vertex, anchor);
    }
  }

  private int anchor(long component, int vertex) {
    int position = positions.get(component);
    if (position != NONE) {
      return anchors.getInt(position);
    }
    positions.put(component, components.size());
    components.add(component);
    anchors.add(vertex);
    return vertex;
  }

  synchronized void redirect(long from, long to) {
    ambiguous |= redirects.containsKey(from) && redirects.get(from) != to;
    redirects.put(from, to);
  }

  /** Touches what took touched components in. */
  synchronized void follow() {
    for (int i = 0; i < components.size(); i++) {
      long component = components.getLong(i);
      if (redirects.containsKey(component)) {
        join(anchors.getInt(i), redirects.get(component));
      }
    }
    labels = new int[components.size()];
    Arrays.fill(labels, NONE);
  }

  /** The rows of a batch whose first column is a touched component, and its position. */
  void match(ColumnarBatch batch, Matches matches) {
    positions.match(batch, matches);
  }

  /** A vertex is the label of the component at a position. */
  synchronized void label(int position, int vertex) {
    forest.union(vertex, anchors.getInt(position));
    ambiguous |= labels[position] != NONE && labels[position] != vertex;
    labels[position] = vertex;
  }

  boolean isAmbiguous() {
    return ambiguous;
  }

  /** The vertices of labels that were those of components and are not any more. */
  int[] merged() {
    IntArrayList merged = new IntArrayList();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == NONE) {
        throw new IllegalStateException("the label index lacks the label of some members");
      }
      if (!redirects.containsKey(components.getLong(i)) && forest.find(labels[i]) != labels[i]) {
        merged.add(labels[i]);
      }
    }
    return merged.toIntArray();
  }
}
