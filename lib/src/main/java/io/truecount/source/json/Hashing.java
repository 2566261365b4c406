package io.truecount.source.json;

/** Mixing of 64-bit values (the finaliser of SplitMix64) and of names, byte by byte (FNV-1a). */
public final class Hashing {
  static final long START = 0xCBF29CE484222325L;
  private static final long PRIME = 0x100000001B3L;

  private Hashing() {}

  static long add(long hash, byte b) {
    return (hash ^ (b & 0xFF)) * PRIME;
  }

  public static long bytes(byte[] bytes, int from, int to) {
    long hash = START;
    for (int i = from; i < to; i++) {
      hash = add(hash, bytes[i]);
    }
    return hash;
  }

  /** A strong mix of two values; not symmetric. */
  public static long mix(long a, long b) {
    long z = (a * 0x9E3779B97F4A7C15L) ^ b;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
