package io.truecount.identity.components;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The stored components that new edges touch, by the first word of their label's digest, each with
 * a vertex of the forest that belongs to it, and, once found, the vertex of the label.
 *
 * <p>Labels that share this word cannot be told apart here: then {@link #isAmbiguous}.
 */
final class Touched {
  private final Forest forest;
  private final IntArrayList vertices = new IntArrayList();

  /** Of each of the vertices. */
  private final LongArrayList components = new LongArrayList();

  private final Long2LongOpenHashMap redirects = new Long2LongOpenHashMap();
  private WordTable words = new WordTable(new LongArrayList(), new int[0]);

  /** By place: a vertex of the component. */
  private int[] anchors = {};

  /** By place: the vertex of the component's label. */
  private AtomicIntegerArray labels = new AtomicIntegerArray(0);

  private volatile boolean ambiguous;

  Touched(Forest forest) {
    this.forest = forest;
  }

  /** Vertices and the components that they belong to. */
  synchronized void add(IntArrayList vertices, LongArrayList components) {
    this.vertices.addAll(vertices);
    this.components.addAll(components);
  }

  synchronized void redirect(long from, long to) {
    ambiguous |= redirects.containsKey(from) && redirects.get(from) != to;
    redirects.put(from, to);
  }

  /** Joins the vertices of each component, and of those that have taken it in. */
  synchronized void unite() {
    follow();
    int[] places = new int[components.size()];
    words = new WordTable(components, places);
    anchors = words.noneYet();
    labels = new AtomicIntegerArray(words.noneYet());
    for (int i = 0; i < places.length; i++) {
      int vertex = vertices.getInt(i);
      int anchor = anchors[places[i]];
      if (anchor == WordTable.NONE) {
        anchors[places[i]] = vertex;
      } else {
        forest.union(vertex, anchor);
      }
    }
  }

  /** Touches what took touched components in; no way is longer than there are redirects. */
  private void follow() {
    int touched = redirects.isEmpty() ? 0 : components.size();
    for (int i = 0; i < touched; i++) {
      long component = components.getLong(i);
      int steps = 0;
      while (redirects.containsKey(component) && steps++ < redirects.size()) {
        component = redirects.get(component);
        vertices.add(vertices.getInt(i));
        components.add(component);
      }
      ambiguous |= redirects.containsKey(component);
    }
  }

  /** The rows of a batch whose first column is a touched component, and its place. */
  void match(ColumnarBatch batch, Matches matches) {
    words.match(batch, matches);
  }

  /**
   * Keys are the labels of the components at some places.
   *
   * @param ends has room for two vertices a key
   */
  void label(int[] places, KeyBatch keys, int[] ends) {
    for (int i = 0; i < keys.size; i++) {
      int vertex = keys.numbers[i];
      int previous = labels.getAndSet(places[i], vertex);
      ambiguous |= previous != WordTable.NONE && previous != vertex;
      ends[2 * i] = vertex;
      ends[2 * i + 1] = anchors[places[i]];
    }
    keys.touched = forest.unite(ends, 2 * keys.size);
  }

  boolean isAmbiguous() {
    return ambiguous;
  }

  /** The vertices of labels that were those of components and are not any more. */
  synchronized int[] merged() {
    IntArrayList merged = new IntArrayList();
    for (int place = 0; place < anchors.length; place++) {
      if (anchors[place] != WordTable.NONE && isMerged(place)) {
        merged.add(labels.get(place));
      }
    }
    return merged.toIntArray();
  }

  private boolean isMerged(int place) {
    int label = labels.get(place);
    if (label == WordTable.NONE) {
      throw new IllegalStateException("the label index lacks the label of some members");
    }
    return !redirects.containsKey(words.word(place)) && forest.find(label) != label;
  }
}
