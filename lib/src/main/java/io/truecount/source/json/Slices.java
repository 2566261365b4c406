package io.truecount.source.json;

import java.util.Arrays;

/** Parts of a record that stand next to one another in an object made of them. */
final class Slices {
  private int count;
  private int[] bounds = new int[64];

  void clear() {
    count = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  void add(int from, int to) {
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = from;
    bounds[2 * count + 1] = to;
    count++;
  }

  /** The parts, as members of one JSON object. */
  byte[] object(byte[] record) {
    int length = 1 + count;
    for (int i = 0; i < count; i++) {
      length += size(i);
    }
    byte[] object = new byte[length];
    int to = 0;
    for (int i = 0; i < count; i++) {
      object[to++] = (byte) (i == 0 ? '{' : ',');
      System.arraycopy(record, bounds[2 * i], object, to, size(i));
      to += size(i);
    }
    object[to] = '}';
    return object;
  }

  private int size(int i) {
    return bounds[2 * i + 1] - bounds[2 * i];
  }
}
