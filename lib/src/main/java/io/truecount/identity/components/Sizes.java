package io.truecount.identity.components;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * How many vertices stand below each root, counted by many threads: an open-addressing table of
 * (root + 1, count) in one word, which never grows.
 */
final class Sizes {
  private static final int MULTIPLIER = 0x9E3779B9;
  private final AtomicLongArray table;
  private final int shift;

  /** A table for at most this many roots. */
  Sizes(long roots) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(16, roots + roots / 3));
    this.table = new AtomicLongArray(1 << bits);
    this.shift = Integer.SIZE - bits;
  }

  void add(int root) {
    long key = (root + 1L) << Integer.SIZE;
    int at = (root * MULTIPLIER) >>> shift;
    while (!isCounted(at, key)) {
      at = at + 1 == table.length() ? 0 : at + 1;
    }
  }

  private boolean isCounted(int at, long key) {
    long entry = table.get(at);
    if (entry == 0) {
      entry = table.compareAndExchange(at, 0, key | 1);
      if (entry == 0) {
        return true;
      }
    }
    boolean ours = entry >>> Integer.SIZE == key >>> Integer.SIZE;
    if (ours) {
      table.getAndIncrement(at);
    }
    return ours;
  }

  /** The largest count; 0 when nothing was counted. */
  long largest() {
    return IntStream.range(0, table.length())
        .parallel()
        .mapToLong(at -> table.get(at) & 0xFFFF_FFFFL)
        .max()
        .orElse(0);
  }
}
