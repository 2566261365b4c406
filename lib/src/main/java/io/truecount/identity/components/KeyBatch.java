package io.truecount.identity.components;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Some thousand keys on their way into a {@link Forest}: their bytes and 64-bit hashes, and, once
 * resolved, their vertex numbers. Looking keys up by the batch lets the processor overlap the cache
 * misses, and takes each lock once per batch.
 */
final class KeyBatch {
  static final int CAPACITY = 1 << 13;
  private static final long SEED = 0x7472756563L;

  final int[] ends = new int[CAPACITY + 1];
  final long[] hashes = new long[CAPACITY];
  final int[] numbers = new int[CAPACITY];
  byte[] bytes = new byte[CAPACITY * 32];
  int size;

  /** Positions sorted by segment, and where each segment's begin. */
  final int[] order = new int[CAPACITY];

  final int[] begins = new int[Forest.SEGMENTS + 1];
  private final long hashMask;

  KeyBatch(long hashMask) {
    this.hashMask = hashMask;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  void clear() {
    size = 0;
  }

  int from(int position) {
    return ends[position];
  }

  int to(int position) {
    return ends[position + 1];
  }

  void add(long key) {
    int from = reserve(Long.BYTES);
    ByteKeys.put(key, bytes, from);
    seal(from, Long.BYTES);
  }

  void add(@Nullable Object base, long offset, int length) {
    int from = reserve(length);
    Platform.copyMemory(base, offset, bytes, Platform.BYTE_ARRAY_OFFSET + from, length);
    seal(from, length);
  }

  private int reserve(int length) {
    int from = ends[size];
    if (from + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(from + length, bytes.length * 2));
    }
    return from;
  }

  private void seal(int from, int length) {
    hashes[size] =
        XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET + from, length, SEED) & hashMask;
    size++;
    ends[size] = from + length;
  }

  /** Counting sort of the positions by segment. */
  void sortBySegment() {
    Arrays.fill(begins, 0);
    for (int i = 0; i < size; i++) {
      begins[Forest.segment(hashes[i]) + 1]++;
    }
    for (int s = 0; s < Forest.SEGMENTS; s++) {
      begins[s + 1] += begins[s];
    }
    // Filling from the back turns each segment's end into its begin.
    int[] next = Arrays.copyOfRange(begins, 1, Forest.SEGMENTS + 1);
    for (int i = size - 1; i >= 0; i--) {
      order[--next[Forest.segment(hashes[i])]] = i;
    }
  }
}
