package io.truecount.metric.manifest;

/** What a key promises about the rows of its model. */
public enum EntityType {
  /** One row a key, and every key is there. */
  PRIMARY,
  /** One row a key. */
  UNIQUE,
  /** Many rows a key. */
  FOREIGN,
  /** One row a key at any time: versions with a validity interval. */
  NATURAL;

  /** Whether a join that ends at this key keeps the number of rows. */
  public boolean joinable() {
    return this != FOREIGN;
  }
}
