package io.truecount.identity.components;

/** Rows of a batch whose words have places in a {@link WordTable}, and these places. */
final class Matches {
  static final int BLOCK = 1 << 12;

  int[] rows = {};
  int[] places = {};
  int size;

  /** Words of some rows, where they can be gone through without a call for each. */
  final long[] block = new long[BLOCK];

  /** None, with room for every row of a batch. */
  void clear(int rowCount) {
    size = 0;
    if (rowCount > rows.length) {
      rows = new int[rowCount];
      places = new int[rowCount];
    }
  }

  void add(int row, int place) {
    rows[size] = row;
    places[size] = place;
    size++;
  }
}
