package io.truecount.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** UUID version 5 of RFC 9562: SHA-1 of a name space and a name. */
final class NameBasedUuid {
  /** The version 5 UUID of {@code truecount.io} in the name space of DNS. */
  private static final UUID NAMESPACE = UUID.fromString("112c426a-b8fd-5788-b311-8bb6d548bc94");

  private NameBasedUuid() {}

  /** The id of the given parts, in their order; parts are kept apart by their lengths. */
  static UUID of(String... parts) {
    StringBuilder name = new StringBuilder();
    for (String part : parts) {
      name.append(part.length()).append(':').append(part);
    }
    return of(NAMESPACE, name.toString());
  }

  static UUID of(UUID namespace, String name) {
    byte[] bytes = name.getBytes(UTF_8);
    ByteBuffer input = ByteBuffer.allocate(2 * Long.BYTES + bytes.length);
    input.putLong(namespace.getMostSignificantBits());
    input.putLong(namespace.getLeastSignificantBits());
    input.put(bytes);
    ByteBuffer hash = ByteBuffer.wrap(sha1(input.array()));
    long high = (hash.getLong() & ~0xF000L) | 0x5000L;
    long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private static byte[] sha1(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
