package io.truecount.metric.sql;

/** What a SELECT does with rows that are equal in all columns. */
public enum Duplicates {
  KEEP,
  /** One of them is kept: SELECT DISTINCT. */
  DROP
}
