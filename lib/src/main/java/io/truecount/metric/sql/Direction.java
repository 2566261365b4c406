package io.truecount.metric.sql;

/** The direction of an order; NULLs go last in both. */
public enum Direction {
  ASCENDING,
  DESCENDING
}
