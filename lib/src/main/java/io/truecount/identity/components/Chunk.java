package io.truecount.identity.components;

/**
 * Half a megabyte of vertices, one after the other: a header word, of key length and parent, and
 * the words of the key. All that a step of the algorithm needs of a vertex is in one cache line.
 * One task at a time appends; all tasks read.
 */
final class Chunk {
  static final int BITS = 16;
  static final int MASK = (1 << BITS) - 1;
  static final int LONGEST_KEY = (MASK >>> 1) * Long.BYTES;

  /** Number of the first vertex; a vertex is numbered by the place of its header. */
  final int first;

  final long[] words = new long[1 << BITS];

  /** Words in use. */
  int end;

  Chunk(int first) {
    this.first = first;
  }

  static long header(int length, int parent) {
    return ((long) length << Integer.SIZE) | parent;
  }

  static int length(long header) {
    return (int) (header >>> Integer.SIZE);
  }

  static int parent(long header) {
    return (int) header;
  }

  /** The place of the vertex after the one at this place. */
  int after(int at) {
    return at + 1 + Words.count(length(words[at]));
  }

  boolean hasRoom(int count) {
    return end + 1 + count <= words.length;
  }

  /** Appends a key as a root; the new vertex's number. */
  int append(long[] source, int from, int count, int length) {
    int number = first + end;
    for (int i = 0; i < count; i++) {
      words[end + 1 + i] = source[from + i];
    }
    words[end] = header(length, number);
    end += 1 + count;
    return number;
  }
}
