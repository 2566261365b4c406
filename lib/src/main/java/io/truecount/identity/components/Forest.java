package io.truecount.identity.components;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Union-find over byte keys that many tasks fill at once.
 *
 * <p>A key gets a dense vertex number when first seen. Links always point from the larger key to
 * the smaller, so the root of a tree is the smallest key of its component and no other label is
 * kept. Roots are linked by compare-and-set as in Anderson and Woll, "Wait-free parallel algorithms
 * for the union-find problem" (1991), with the path halving of Tarjan and van Leeuwen (1984).
 * Adding an edge twice changes nothing, so a task may be repeated after any failure.
 *
 * <p>Memory: 8 bytes per vertex, 10 to 15 for its slot, and its key. Time: amortised logarithmic
 * per edge, in practice two or three cache misses.
 */
final class Forest {
  private static final int SEGMENT_BITS = 8;
  static final int SEGMENTS = 1 << SEGMENT_BITS;
  private static final VarHandle PARENTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int FIRST_KEY_BYTES = 8;

  private final Segment[] segments = new Segment[SEGMENTS];
  private final ConcurrentLinkedQueue<Block> open = new ConcurrentLinkedQueue<>();
  private final AtomicLong held = new AtomicLong();
  private final long budget;
  private volatile Block[] blocks = new Block[0];

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

  boolean isOver() {
    return held.get() > budget;
  }

  int blocks() {
    return blocks.length;
  }

  Block block(int index) {
    return blocks[index];
  }

  Block blockOf(int number) {
    return blocks[number >>> Block.BITS];
  }

  /** Gives every key of the batch its number, appending those not seen before. */
  Block resolve(KeyBatch batch, Block start) {
    Block target = start;
    batch.sortBySegment();
    for (int s = 0; s < SEGMENTS; s++) {
      if (batch.begins[s] < batch.begins[s + 1]) {
        target = resolve(batch, s, target);
      }
    }
    return target;
  }

  private Block resolve(KeyBatch batch, int s, Block start) {
    Block target = start;
    Segment segment = segments[s];
    synchronized (segment) {
      for (int i = batch.begins[s]; i < batch.begins[s + 1]; i++) {
        int position = batch.order[i];
        int tag = (int) (batch.hashes[position] >>> Integer.SIZE);
        int slot = segment.find(this, tag, batch, position);
        int number = segment.number(slot);
        if (number < 0) {
          target = target.isFull() ? nextBlock(target) : target;
          number = target.append(batch.bytes, batch.from(position), batch.to(position));
          held.getAndAdd(segment.put(slot, tag, number));
        }
        batch.numbers[position] = number;
      }
    }
    return target;
  }

  /** A block with room, for one task; give it back with {@link #release}. */
  Block acquire() {
    Block block = open.poll();
    return block == null ? newBlock(FIRST_KEY_BYTES * Block.CAPACITY) : block;
  }

  void release(Block block) {
    open.add(block);
  }

  private Block nextBlock(Block full) {
    held.getAndAdd(full.seal());
    int used = full.bytes.length;
    return newBlock(used + used / 64);
  }

  private synchronized Block newBlock(int expectedBytes) {
    int index = blocks.length;
    Block block = new Block(index << Block.BITS, expectedBytes);
    Block[] grown = Arrays.copyOf(blocks, index + 1);
    grown[index] = block;
    blocks = grown;
    held.getAndAdd(block.heldBytes());
    return block;
  }

  boolean isKey(int number, KeyBatch batch, int position) {
    Block block = blockOf(number);
    int at = number & Block.MASK;
    return Arrays.equals(
        block.bytes,
        block.ends[at],
        block.ends[at + 1],
        batch.bytes,
        batch.from(position),
        batch.to(position));
  }

  /** Joins the components of two vertices. */
  void union(int left, int right) {
    int a = find(left);
    int b = find(right);
    while (a != b) {
      boolean ordered = isSmaller(a, b);
      int low = ordered ? a : b;
      int high = ordered ? b : a;
      if (link(high, low)) {
        return;
      }
      a = find(a);
      b = find(b);
    }
  }

  /** The root, that is the smallest key, of a vertex's component. */
  int find(int vertex) {
    int child = vertex;
    int parent = parent(child);
    while (parent != child) {
      int above = parent(parent);
      if (above == parent) {
        return parent;
      }
      // An ancestor once is an ancestor for ever: a late write can only lose a short cut.
      PARENTS.setRelease(blockOf(child).parents, child & Block.MASK, above);
      child = above;
      parent = parent(child);
    }
    return child;
  }

  private int parent(int vertex) {
    return (int) PARENTS.getAcquire(blockOf(vertex).parents, vertex & Block.MASK);
  }

  private boolean link(int root, int parent) {
    return PARENTS.compareAndSet(blockOf(root).parents, root & Block.MASK, root, parent);
  }

  private boolean isSmaller(int left, int right) {
    Block a = blockOf(left);
    Block b = blockOf(right);
    int i = left & Block.MASK;
    int j = right & Block.MASK;
    return Arrays.compareUnsigned(
            a.bytes, a.ends[i], a.ends[i + 1], b.bytes, b.ends[j], b.ends[j + 1])
        < 0;
  }
}
