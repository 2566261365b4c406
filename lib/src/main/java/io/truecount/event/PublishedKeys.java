package io.truecount.event;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The keys of published events, which the records of a run are compared with. */
public sealed interface PublishedKeys permits AllKeys, IndexedKeys {
  /** No event is published. */
  static PublishedKeys none(Dataset<Row> like) {
    return new AllKeys(Decisions.noKeys(like));
  }

  /**
   * What becomes of each candidate, in the columns of {@link Decisions#table}. Runs what makes the
   * candidates at once, up to and with their shuffle.
   *
   * @param candidates records of the run, in the columns {@link Deciding#CANDIDATE}
   * @param partitions to sort them in, at least
   */
  Dataset<Row> decide(Dataset<Row> candidates, int partitions);
}
