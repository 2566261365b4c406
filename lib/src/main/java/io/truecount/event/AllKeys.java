package io.truecount.event;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * All records are compared with all published keys. Cost: a shuffle and sort of all keys, published
 * ones and those of the run.
 *
 * @param keys as {@link Decisions#keys} gives them
 */
record AllKeys(Dataset<Row> keys) implements PublishedKeys {
  @Override
  public Dataset<Row> decide(Dataset<Row> candidates, int partitions) {
    Dataset<Row> both = candidates.unionByName(Decisions.publishedCandidates(keys));
    return Deciding.decided(spread(both, partitions));
  }

  /** Where Spark's own number of partitions is enough, it may join small ones. */
  private static Dataset<Row> spread(Dataset<Row> candidates, int partitions) {
    String usual = candidates.sparkSession().conf().get("spark.sql.shuffle.partitions");
    return partitions > Integer.parseInt(usual)
        ? candidates.repartition(partitions, Deciding.BY_KEY)
        : candidates.repartition(Deciding.BY_KEY);
  }
}
