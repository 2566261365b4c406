package io.truecount.identity.components;

/** Rows of a batch whose words have numbers in {@link Slots}, and these numbers. */
final class Matches {
  int[] rows = {};
  int[] numbers = {};
  int size;

  /** None, with room for every row of a batch. */
  void clear(int rowCount) {
    size = 0;
    if (rowCount > rows.length) {
      rows = new int[rowCount];
      numbers = new int[rowCount];
    }
  }
}
