package io.truecount.event;

import static org.apache.spark.sql.functions.col;

import io.truecount.source.record.Records;
import io.truecount.table.Slice;
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
   * @param hashes of the run's keys, in the column {@link EventKeys#KEY_HASH}, with the source that
   *     each is a key of
   */
  static KeyLookup of(IndexedKeys published, Dataset<Row> hashes) {
    hashes.persist(StorageLevel.MEMORY_AND_DISK());
    hashes.count();
    Dataset<Row> found =
        published
            .index()
            .join(hashes, published.index().col(EventKeys.KEY_HASH).equalTo(hash(hashes)))
            .select(hash(hashes), hashes.col(Records.SOURCE), col(Records.LOADED_AT))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new KeyLookup(published, hashes, found);
  }

  /**
   * The keys to compare with; lazy, and to be read before {@link #close}. Of each source only those
   * load days are read that one of its own keys was found in: a source that sends its records again
   * and again has keys on all days, and the files of other sources are not opened for it.
   */
  Dataset<Row> keys() {
    List<Slice> ofSources =
        LoadDays.bySource(found).entrySet().stream()
            .<Slice>map(
                days ->
                    new Slice.AllOf(
                        List.of(
                            new Slice.Equal(Records.SOURCE, days.getKey()),
                            EventTables.loadedIn(days.getValue()))))
            .toList();
    if (ofSources.isEmpty()) {
      return published.restored();
    }
    Dataset<Row> keys = found.select(EventKeys.KEY_HASH);
    return published
        .eventsIn()
        .apply(new Slice.AnyOf(ofSources))
        .join(keys, EventKeys.hash().equalTo(hash(keys)), "left_semi")
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
