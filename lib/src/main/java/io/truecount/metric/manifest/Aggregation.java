package io.truecount.metric.manifest;

/** How the rows of a measure become one value. NULLs are skipped by all of them. */
public enum Aggregation {
  SUM,
  COUNT,
  COUNT_DISTINCT,
  AVERAGE,
  MIN,
  MAX,
  MEDIAN,
  PERCENTILE,
  SUM_BOOLEAN,
  /** A HyperLogLog estimate, only when a definition names it. */
  APPROXIMATE_COUNT_DISTINCT;

  /** Whether the values of disjoint groups add up to the value of their union. */
  public boolean additive() {
    return this == SUM || this == COUNT || this == SUM_BOOLEAN;
  }
}
