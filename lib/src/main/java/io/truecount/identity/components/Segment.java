package io.truecount.identity.components;

/**
 * One part of the dictionary from key to vertex number: an open-addressing table of the upper half
 * of the hash and the number. Callers hold its lock, but for {@link #peek}. Equal hashes of
 * different keys are told apart by the keys, so that a collision costs a comparison and nothing
 * else.
 */
final class Segment {
  private static final long FREE = 0;
  private long[] slots = new long[64];
  private int size;

  /** Whatever stands where a search would begin: fetched early, and right often enough. */
  long peek(int tag) {
    long[] table = slots;
    return table[home(tag, table.length)];
  }

  /** The slot of the key, or of the free place where it belongs. */
  int find(Forest forest, int tag, KeyBatch batch, int position) {
    long[] table = slots;
    int at = home(tag, table.length);
    while (table[at] != FREE) {
      if (tag(table[at]) == tag && forest.isKey(number(table[at]), batch, position)) {
        return at;
      }
      at = at + 1 == table.length ? 0 : at + 1;
    }
    return at;
  }

  int size() {
    return size;
  }

  /** The vertex number in this slot, or -1 when it is free. */
  int at(int slot) {
    return number(slots[slot]);
  }

  /** Fills a free slot; the bytes by which the table grew. */
  long put(int slot, int tag, int number) {
    slots[slot] = ((long) tag << Integer.SIZE) | (number + 1);
    size++;
    return size > slots.length / 5 * 4 ? grow() : 0;
  }

  static int tag(long slot) {
    return (int) (slot >>> Integer.SIZE);
  }

  /** The vertex number in a slot's content, or -1. */
  static int number(long slot) {
    return (int) slot - 1;
  }

  private long grow() {
    long[] old = slots;
    long[] table = new long[old.length + (old.length >> 1)];
    for (long slot : old) {
      if (slot != FREE) {
        int at = home(tag(slot), table.length);
        while (table[at] != FREE) {
          at = at + 1 == table.length ? 0 : at + 1;
        }
        table[at] = slot;
      }
    }
    slots = table;
    return (long) (table.length - old.length) * Long.BYTES;
  }

  /** Scales the tag, taken as a fraction of 2^32, to the table: any length will do. */
  private static int home(int tag, int length) {
    return (int) ((Integer.toUnsignedLong(tag) * length) >>> Integer.SIZE);
  }
}
