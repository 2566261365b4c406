package io.truecount.identity.components;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/** Computes {@link Digests} one after the other, for one thread. */
final class Digester {
  private final Digests digests;
  private final MessageDigest sha256 = sha256();
  private final byte[] hash = new byte[sha256.getDigestLength()];
  private final ByteBuffer words = ByteBuffer.wrap(hash);
  private byte[] text = new byte[64];

  /** The digest computed last. */
  long high;

  long low;

  Digester(Digests digests) {
    this.digests = digests;
  }

  /** A long is told from others by itself; mixed, so that any bits of it are spread evenly. */
  void digest(long key) {
    set(Words.hash(key), 0);
  }

  void digest(@Nullable Object base, long offset, int length) {
    if (length > text.length) {
      text = new byte[length * 2];
    }
    Platform.copyMemory(base, offset, text, Platform.BYTE_ARRAY_OFFSET, length);
    try {
      sha256.update(text, 0, length);
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
    set(words.getLong(0), words.getLong(Long.BYTES));
  }

  private void set(long first, long second) {
    high = first & digests.highMask();
    low = second & digests.lowMask();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
