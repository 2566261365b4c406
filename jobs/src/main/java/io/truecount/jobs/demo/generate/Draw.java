package io.truecount.jobs.demo.generate;

import java.util.HexFormat;
import java.util.List;

/**
 * One draw of a counter-based random function: its value depends on the seed and the names and
 * numbers that led to it, never on what was drawn before. So any part of a lake can be made alone,
 * in any order and on any thread. Mixing is the finaliser of SplitMix64 (Steele, Lea and Flood,
 * "Fast splittable pseudorandom number generators", OOPSLA 2014).
 */
record Draw(long bits) {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  static Draw seeded(long seed) {
    return new Draw(mix(seed + GOLDEN_GAMMA));
  }

  /** The independent draw for number {@code n} below this one. */
  Draw at(long n) {
    return new Draw(mix(bits + GOLDEN_GAMMA * (2 * n + 1)));
  }

  /** The independent draw for a topic below this one. */
  Draw at(String topic) {
    return at(0x5DEECE66DL ^ topic.hashCode());
  }

  /** Uniform in [0, 1). */
  double unit() {
    return (mix(bits) >>> 11) * 0x1.0p-53;
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  /** Uniform in [0, bound). */
  int below(int bound) {
    return (int) (unit() * bound);
  }

  <T> T one(List<T> values) {
    return values.get(below(values.size()));
  }

  /** 32 hexadecimal digits, unique for all practical purposes. */
  String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(mix(bits)) + hex.toHexDigits(mix(bits + GOLDEN_GAMMA));
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
