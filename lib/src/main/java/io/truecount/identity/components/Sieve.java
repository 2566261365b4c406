package io.truecount.identity.components;

import it.unimi.dsi.fastutil.longs.LongCollection;

/** A bit for each beginning of a digest; turns most strangers away, and quickly. */
final class Sieve {
  /** Two megabytes: what a core's cache about holds. */
  private static final int BITS = 24;

  private final long[] bits = new long[1 << (BITS - 6)];

  Sieve(LongCollection digests) {
    digests.forEach(
        (long digest) -> {
          int bit = bit(digest);
          bits[bit >>> 6] |= 1L << bit;
        });
  }

  boolean mayHold(long digest) {
    int bit = bit(digest);
    return (bits[bit >>> 6] & (1L << bit)) != 0;
  }

  private static int bit(long digest) {
    return (int) (digest >>> (Long.SIZE - BITS));
  }
}
