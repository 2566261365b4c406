package io.truecount.identity.components;

/** Rows of a batch whose words have numbers in {@link Slots}, and these numbers. */
final class Matches {
  int[] rows = {};
  int[] numbers = {};

  /** Makes room for every row of a batch. */
  void reserve(int size) {
    if (size > rows.length) {
      rows = new int[size];
      numbers = new int[size];
    }
  }
}
