package io.truecount.metric.sql;

/** The rows that a window function reads for each row. */
public enum Frame {
  /** The engine's default: with an order the rows up to this one, otherwise the whole partition. */
  DEFAULT,
  WHOLE_PARTITION,
  /** The rows before this one. */
  BEFORE
}
