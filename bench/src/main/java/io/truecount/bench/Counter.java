package io.truecount.bench;

/**
 * Random-looking numbers as a function of seed and position, so that any part of a data set can be
 * made anywhere. The mixer is that of Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators" (2014).
 */
final class Counter {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Counter() {}

  /** 64 bits for this position. */
  static long bits(long seed, long position) {
    long z = seed + GOLDEN * (position + 1);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number in {@code [0, bound)} for this position. */
  static long below(long bound, long seed, long position) {
    return Math.floorMod(bits(seed, position) >>> 1, bound);
  }

  /** A number in {@code [0, 1)} for this position. */
  static double unit(long seed, long position) {
    return (bits(seed, position) >>> 11) * 0x1.0p-53;
  }
}
