package io.truecount.identity.components;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Union-find over keys that many tasks fill at once.
 *
 * <p>Links always point from the larger key to the smaller, so the root of a tree is the smallest
 * key of its component and no other label is kept. Roots are linked by compare-and-set as in
 * Anderson and Woll, "Wait-free parallel algorithms for the union-find problem" (1991), with the
 * path halving of Tarjan and van Leeuwen (1984). Adding an edge twice changes nothing, so a task
 * may be repeated after any failure.
 *
 * <p>Memory: per vertex 8 bytes, its key in whole words, and 10 to 15 bytes for its slot. Time:
 * amortised logarithmic per edge, in practice three cache misses per end, most of them overlapped.
 */
final class Forest {
  private static final int SEGMENT_BITS = 6;
  static final int SEGMENTS = 1 << SEGMENT_BITS;

  private static final int MOST_CHUNKS = 1 << (Integer.SIZE - 1 - Chunk.BITS);
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  private final Segment[] segments = new Segment[SEGMENTS];
  private final ConcurrentLinkedQueue<Chunk> open = new ConcurrentLinkedQueue<>();
  private final AtomicLong held = new AtomicLong();
  private final LongAdder links = new LongAdder();
  private final long budget;
  private volatile Chunk[] chunks = new Chunk[0];

  /**
   * An empty forest.
   *
   * @param budget bytes it may hold; past it {@link #isOver} tells tasks to stop
   */
  Forest(long budget) {
    this.budget = budget;
    Arrays.setAll(segments, i -> new Segment());
  }

  static int segment(long hash) {
    return (int) hash & (SEGMENTS - 1);
  }

  private static int tag(long hash) {
    return (int) (hash >>> Integer.SIZE);
  }

  boolean isOver() {
    return held.get() > budget || chunks.length > MOST_CHUNKS - 1024;
  }

  int chunks() {
    return chunks.length;
  }

  Chunk chunk(int index) {
    return chunks[index];
  }

  Chunk chunkOf(int vertex) {
    return chunks[vertex >>> Chunk.BITS];
  }

  /** A chunk with room, for one task; give it back with {@link #release}. */
  Chunk acquire() {
    Chunk chunk = open.poll();
    return chunk == null ? newChunk() : chunk;
  }

  void release(Chunk chunk) {
    open.add(chunk);
  }

  private synchronized Chunk newChunk() {
    int index = chunks.length;
    Chunk chunk = new Chunk(index << Chunk.BITS);
    Chunk[] grown = Arrays.copyOf(chunks, index + 1);
    grown[index] = chunk;
    chunks = grown;
    held.getAndAdd((long) Long.BYTES << Chunk.BITS);
    return chunk;
  }

  /** Gives every key of the batch its number, appending those not seen before. */
  Chunk resolve(KeyBatch batch, Chunk start) {
    Chunk target = start;
    batch.sortBySegment();
    fetch(batch);
    for (int s = 0; s < SEGMENTS; s++) {
      if (batch.begins[s] < batch.begins[s + 1]) {
        target = resolve(batch, s, target);
      }
    }
    return target;
  }

  private Chunk resolve(KeyBatch batch, int s, Chunk start) {
    Chunk target = start;
    Segment segment = segments[s];
    long grown = 0;
    synchronized (segment) {
      for (int i = batch.begins[s]; i < batch.begins[s + 1]; i++) {
        int position = batch.order[i];
        int tag = tag(batch.hashes[position]);
        int slot = segment.find(this, tag, batch, position);
        int number = segment.at(slot);
        if (number < 0) {
          int count = batch.starts[position + 1] - batch.starts[position];
          target = target.hasRoom(count) ? target : newChunk();
          number =
              target.append(batch.words, batch.starts[position], count, batch.lengths[position]);
          grown += segment.put(slot, tag, number);
        }
        batch.numbers[position] = number;
      }
    }
    if (grown > 0) {
      held.getAndAdd(grown);
    }
    return target;
  }

  /** Touches the slots and the vertices that the batch will need, all misses at once. */
  private void fetch(KeyBatch batch) {
    for (int i = 0; i < batch.size; i++) {
      long hash = batch.hashes[i];
      long slot = segments[segment(hash)].peek(tag(hash));
      batch.numbers[i] = Segment.tag(slot) == tag(hash) ? Segment.number(slot) : -1;
    }
    Chunk[] all = chunks;
    long touched = 0;
    for (int i = 0; i < batch.size; i++) {
      int number = batch.numbers[i];
      if (number >= 0) {
        touched += all[number >>> Chunk.BITS].words[number & Chunk.MASK];
      }
    }
    batch.touched = touched;
  }

  boolean isKey(int vertex, KeyBatch batch, int position) {
    long[] words = chunkOf(vertex).words;
    int at = vertex & Chunk.MASK;
    if (Chunk.length(words[at]) != batch.lengths[position]) {
      return false;
    }
    int from = batch.starts[position];
    int to = batch.starts[position + 1];
    for (int i = from; i < to; i++) {
      if (words[at + 1 + i - from] != batch.words[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Joins the ends of edges: two neighbouring vertices each.
   *
   * @return for {@link KeyBatch#touched}
   */
  long unite(int[] ends, int size) {
    long touched = 0;
    for (int i = 0; i < size; i++) {
      touched += header(Chunk.parent(header(ends[i])));
    }
    for (int i = 1; i < size; i += 2) {
      union(ends[i - 1], ends[i]);
    }
    return touched;
  }

  /** Joins the components of two vertices. */
  void union(int left, int right) {
    int a = find(left);
    int b = find(right);
    while (a != b) {
      boolean ordered = isSmaller(a, b);
      if (link(ordered ? b : a, ordered ? a : b)) {
        links.increment();
        return;
      }
      a = find(a);
      b = find(b);
    }
  }

  /** The root, that is the smallest key, of a vertex's component. */
  int find(int vertex) {
    int child = vertex;
    long header = header(child);
    while (Chunk.parent(header) != child) {
      int parent = Chunk.parent(header);
      int above = Chunk.parent(header(parent));
      if (above == parent) {
        return parent;
      }
      // An ancestor once is an ancestor for ever: a late write can only lose a short cut.
      long shortcut = Chunk.header(Chunk.length(header), above);
      WORDS.setRelease(chunkOf(child).words, child & Chunk.MASK, shortcut);
      child = above;
      header = header(child);
    }
    return child;
  }

  /** The roots of vertices. */
  void find(int[] vertices, int size, int[] roots) {
    for (int i = 0; i < size; i++) {
      roots[i] = find(vertices[i]);
    }
  }

  private long header(int vertex) {
    return (long) WORDS.getAcquire(chunkOf(vertex).words, vertex & Chunk.MASK);
  }

  private boolean link(int root, int parent) {
    int length = Chunk.length(header(root));
    return WORDS.compareAndSet(
        chunkOf(root).words,
        root & Chunk.MASK,
        Chunk.header(length, root),
        Chunk.header(length, parent));
  }

  private boolean isSmaller(int left, int right) {
    long[] a = chunkOf(left).words;
    long[] b = chunkOf(right).words;
    int i = left & Chunk.MASK;
    int j = right & Chunk.MASK;
    int lengthA = Chunk.length(header(left));
    int lengthB = Chunk.length(header(right));
    int common = Words.count(Math.min(lengthA, lengthB));
    for (int k = 1; k <= common; k++) {
      if (a[i + k] != b[j + k]) {
        return Words.isSmaller(a[i + k], b[j + k]);
      }
    }
    return lengthA < lengthB;
  }

  /** How many vertices a forest that is complete has. */
  int size() {
    return Arrays.stream(segments).mapToInt(Segment::size).sum();
  }

  /** Sizes of a forest that is complete, made of this many edges. */
  Components.Summary summary(long edges) {
    long vertices = size();
    long components = vertices - links.sum();
    Sizes children = new Sizes(Math.min(components, links.sum()));
    Arrays.stream(chunks).parallel().forEach(chunk -> count(chunk, children));
    long largest = vertices == 0 ? 0 : children.largest() + 1;
    return new Components.Summary(vertices, edges, components, largest);
  }

  private void count(Chunk chunk, Sizes children) {
    for (int at = 0; at < chunk.end; at = chunk.after(at)) {
      int vertex = chunk.first + at;
      int root = find(vertex);
      if (root != vertex) {
        children.add(root);
      }
    }
  }
}
