package io.truecount.identity.components;

import java.util.Arrays;

/**
 * The keys and parents of {@link #CAPACITY} consecutive vertex numbers. One task at a time appends;
 * all tasks read.
 */
final class Block {
  static final int BITS = 13;
  static final int CAPACITY = 1 << BITS;
  static final int MASK = CAPACITY - 1;

  /** Number of the first vertex. */
  final int first;

  /** Parent in the forest by position; a root is its own parent. */
  final int[] parents = new int[CAPACITY];

  final int[] ends = new int[CAPACITY + 1];

  /** Replaced when it grows, hence volatile: a reader must see what was copied into it. */
  volatile byte[] bytes;

  int size;
  private final int expectedBytes;

  Block(int first, int expectedBytes) {
    this.first = first;
    this.expectedBytes = expectedBytes;
    this.bytes = new byte[expectedBytes];
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  /** Appends a key as a root; the new vertex's number. */
  int append(byte[] source, int from, int to) {
    int start = ends[size];
    int end = start + (to - from);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length + (bytes.length >> 1) + 64));
    }
    System.arraycopy(source, from, bytes, start, to - from);
    int number = first + size;
    parents[size] = number;
    size++;
    ends[size] = end;
    return number;
  }

  /** Gives back unused room for keys; the bytes held now, less those held when new. */
  int seal() {
    int used = ends[size];
    if (bytes.length - used > used / 16) {
      bytes = Arrays.copyOf(bytes, used);
    }
    return bytes.length - expectedBytes;
  }

  int heldBytes() {
    return bytes.length + 2 * Integer.BYTES * CAPACITY;
  }
}
