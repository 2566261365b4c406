package io.truecount.identity.components;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Longs as bytes whose unsigned order is the order of the longs. */
final class ByteKeys {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private ByteKeys() {}

  static void put(long value, byte[] bytes, int at) {
    LONGS.set(bytes, at, value ^ Long.MIN_VALUE);
  }

  static long toLong(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at) ^ Long.MIN_VALUE;
  }
}
