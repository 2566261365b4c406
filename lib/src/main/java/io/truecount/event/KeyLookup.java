package io.truecount.event;

import io.truecount.config.Interval;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** A search for published events that may have one of a run's keys. */
final class KeyLookup implements AutoCloseable {
  private final IndexedKeys published;
  private final Dataset<Row> hashes;
  private final Dataset<Row> found;

  private KeyLookup(IndexedKeys published, Dataset<Row> hashes, Dataset<Row> found) {
    this.published = published;
    this.hashes = hashes;
    this.found = found;
  }

  /**
   * Starts a search. Both the hashes and what is found are kept until {@link #close}: Spark then
   * knows how large they are, and so how to join them.
   *
   * @param hashes of the run's keys, in the column {@link EventKeys#KEY_HASH}
   */
  static KeyLookup of(IndexedKeys published, Dataset<Row> hashes) {
    hashes.persist(StorageLevel.MEMORY_AND_DISK());
    hashes.count();
    Dataset<Row> found =
        published
            .index()
            .join(
                hashes,
                published.index().col(EventKeys.KEY_HASH).equalTo(hash(hashes)),
                "left_semi")
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new KeyLookup(published, hashes, found);
  }

  /** The keys to compare with; lazy, and to be read before {@link #close}. */
  Dataset<Row> keys() {
    List<Interval> days = LoadDays.joined(LoadDays.of(found));
    if (days.isEmpty()) {
      return published.restored();
    }
    return published
        .eventsIn()
        .apply(EventTables.loadedIn(days))
        .join(found, EventKeys.hash().equalTo(hash(found)), "left_semi")
        .unionByName(published.restored());
  }

  private static org.apache.spark.sql.Column hash(Dataset<Row> rows) {
    return rows.col(EventKeys.KEY_HASH);
  }

  @Override
  public void close() {
    found.unpersist();
    hashes.unpersist();
  }
}
