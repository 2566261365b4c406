package io.truecount.metric.manifest;

/** A length of time: so many of a standard or custom grain. */
public record Window(int count, String grain) {
  @Override
  public String toString() {
    return count + " " + grain;
  }
}
