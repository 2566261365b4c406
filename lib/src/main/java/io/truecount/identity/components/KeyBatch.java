package io.truecount.identity.components;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some thousand keys on their way into a {@link Forest}: their words and hashes, and, once
 * resolved, their vertex numbers. A batch takes each lock once, and what it will touch is fetched
 * for all keys first, so that the processor waits for many cache misses at a time.
 */
final class KeyBatch {
  static final int CAPACITY = 1 << 12;

  final int[] starts = new int[CAPACITY + 1];
  final int[] lengths = new int[CAPACITY];
  final long[] hashes = new long[CAPACITY];
  final int[] numbers = new int[CAPACITY];
  long[] words = new long[CAPACITY * 4];
  int size;

  /** A sum that keeps the compiler from dropping the loads made for their effect on the cache. */
  long touched;

  /** Positions sorted by segment, and where each segment's begin. */
  final int[] order = new int[CAPACITY];

  final int[] begins = new int[Forest.SEGMENTS + 1];
  private final int[] next = new int[Forest.SEGMENTS];
  private final long hashMask;

  /**
   * An empty batch.
   *
   * @param hashMask all ones; tests take bits away to make hashes collide
   */
  KeyBatch(long hashMask) {
    this.hashMask = hashMask;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  void clear() {
    size = 0;
  }

  void add(long key) {
    int at = reserve(1);
    long word = Words.ordered(key);
    words[at] = word;
    seal(at + 1, Long.BYTES, Words.hash(word));
  }

  void add(@Nullable Object base, long offset, int length) {
    if (length > Chunk.LONGEST_KEY) {
      throw Inputs.longIdentifier(length);
    }
    int count = Words.count(length);
    int at = reserve(count);
    seal(at + count, length, Words.pack(base, offset, length, words, at));
  }

  private int reserve(int count) {
    int at = starts[size];
    if (at + count > words.length) {
      words = Arrays.copyOf(words, Math.max(at + count, words.length * 2));
    }
    return at;
  }

  private void seal(int end, int length, long hash) {
    hashes[size] = hash & hashMask;
    lengths[size] = length;
    size++;
    starts[size] = end;
  }

  /** Counting sort of the positions by segment. */
  void sortBySegment() {
    Arrays.fill(begins, 0);
    for (int i = 0; i < size; i++) {
      begins[Forest.segment(hashes[i]) + 1]++;
    }
    for (int s = 0; s < Forest.SEGMENTS; s++) {
      begins[s + 1] += begins[s];
      next[s] = begins[s];
    }
    for (int i = 0; i < size; i++) {
      order[next[Forest.segment(hashes[i])]++] = i;
    }
  }
}
