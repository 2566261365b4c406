package io.truecount.identity.components;

import java.nio.ByteOrder;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Keys as 64-bit words: their bytes in memory order, the last word filled up with zeros. Words
 * compare faster than bytes, and a key copied word by word is still the same string in memory.
 */
final class Words {
  static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private Words() {}

  /** Words of a key of this many bytes. */
  static int count(int bytes) {
    return (bytes + 7) >>> 3;
  }

  /** Copies bytes from anywhere to words; returns the hash of the key. */
  static long pack(@Nullable Object base, long offset, int length, long[] words, int at) {
    long hash = length;
    int to = at;
    int full = length >>> 3;
    for (int i = 0; i < full; i++) {
      long word = Platform.getLong(base, offset + 8L * i);
      words[to++] = word;
      hash = mix(hash, word);
    }
    if ((length & 7) != 0) {
      long word = tail(base, offset + 8L * full, length & 7);
      words[to] = word;
      hash = mix(hash, word);
    }
    return finish(hash);
  }

  /** One to one: different words have different hashes. */
  static long hash(long word) {
    return finish(mix(Long.BYTES, word));
  }

  /** The order of unsigned bytes, given two first words that differ. */
  static boolean isSmaller(long left, long right) {
    return LITTLE_ENDIAN
        ? Long.compareUnsigned(Long.reverseBytes(left), Long.reverseBytes(right)) < 0
        : Long.compareUnsigned(left, right) < 0;
  }

  /** A long as the word whose byte order is the order of longs; its own inverse. */
  static long ordered(long value) {
    return LITTLE_ENDIAN ? Long.reverseBytes(value ^ Long.MIN_VALUE) : value ^ Long.MIN_VALUE;
  }

  static long unordered(long word) {
    return (LITTLE_ENDIAN ? Long.reverseBytes(word) : word) ^ Long.MIN_VALUE;
  }

  private static long tail(@Nullable Object base, long offset, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      int shift = 8 * (LITTLE_ENDIAN ? i : 7 - i);
      word |= (Platform.getByte(base, offset + i) & 0xFFL) << shift;
    }
    return word;
  }

  private static long mix(long hash, long word) {
    long product = (hash ^ word) * MULTIPLIER;
    return product ^ (product >>> 32);
  }

  /** The last step of MurmurHash3 (Appleby), so that every bit depends on every bit. */
  private static long finish(long hash) {
    long h = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return h ^ (h >>> 33);
  }
}
