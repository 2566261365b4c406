package io.truecount.event;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.source.record.Records;
import io.truecount.table.Column;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import io.truecount.table.TablePart;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The key index: of each event a 64-bit hash of its key, and when it was loaded. A run looks up the
 * keys of its own records there, and reads only those published events that may have one of them.
 * It is staged together with the events, for the same load times, so that it always has one row an
 * event.
 *
 * <pre>
 *   events   source | event_id | loaded_at | …      event_keys   key_hash | loaded_at
 *            web    | 1        | Jan 1     | …                   -83      | Jan 1
 *            web    | 2        | Jan 2     | …                   4711     | Jan 2
 * </pre>
 *
 * See docs/adr/0018-keys-are-looked-up-in-an-index.md.
 */
public final class EventKeys {
  public static final String EVENT_KEYS = "event_keys";
  public static final String KEY_HASH = "key_hash";

  /** Rows of a file, about: 32 MiB. */
  private static final long ROWS_PER_FILE = 1 << 22;

  private EventKeys() {}

  /** The key index. Two events may share a hash, so that no column identifies a row. */
  public static TableDefinition table() {
    return new TableDefinition(
            EVENT_KEYS,
            "the key of one event, as a hash",
            List.of(),
            List.of(
                new Column(
                        KEY_HASH,
                        LongType,
                        "64-bit hash of the event's event_id and source, which few events share")
                    .withoutRange(),
                new Column(EventTables.LOADED_AT, TimestampType, "load time of the event")))
        .sortedBy(EventTables.LOADED_AT, KEY_HASH);
  }

  /** The hash of a key. */
  static org.apache.spark.sql.Column hash() {
    return xxhash64(col(Records.EVENT_ID), col(Records.SOURCE));
  }

  /**
   * The index of some events: a row for each. Lazy. The hash is NULL where a part of the key is, so
   * that the check of unique keys finds it.
   */
  static Dataset<Row> of(Dataset<Row> events) {
    org.apache.spark.sql.Column isWhole =
        col(Records.EVENT_ID).isNotNull().and(col(Records.SOURCE).isNotNull());
    return events.select(when(isWhole, hash()).as(KEY_HASH), col(EventTables.LOADED_AT));
  }

  /**
   * Whether the tables events and event_keys, as a run sees them, have equally many rows. They do
   * not in a warehouse of a version without this index, or when somebody has deleted events by
   * other means: the index is then of no use. Cost: the metadata of both tables.
   */
  public static boolean isComplete(Staging staging) {
    return staging.exists(EventTables.EVENTS)
        && staging.exists(EVENT_KEYS)
        && staging.rows(EventTables.EVENTS) == staging.rows(EVENT_KEYS);
  }

  /**
   * The new content of the index after a run: for the touched load times, or as a whole where the
   * published index was not complete. Lazy. Cost: one pass over three columns of these events, a
   * sort of 16 bytes an event, and a write of about 8.
   *
   * @param staging of the run, which has staged its events
   * @param rows how many of them are new, about
   */
  public static TablePart part(
      PublishedEvents published, Staging staging, TouchedLoads touched, long rows) {
    if (published.index().isEmpty()) {
      return TablePart.whole(
          table(), sorted(of(staging.read(EventTables.EVENTS)), staging.rows(EventTables.EVENTS)));
    }
    Slice loads = EventTables.loadedIn(touched.intervals());
    Dataset<Row> added = staging.readAdded(EventTables.EVENTS).filter(loads.condition());
    return TablePart.of(table(), loads, sorted(of(added), rows));
  }

  /**
   * The hashes of the events that a run has staged, and of all others that share one with them; 0
   * for NULL. Two events with one key are both among them. Lazy. Cost: one pass over the index,
   * which is shuffled only where the staged hashes are too many for Spark to send them to all
   * tasks.
   */
  public static Dataset<Row> staged(Staging staging) {
    Dataset<Row> all = numbers(staging.read(EVENT_KEYS));
    Dataset<Row> added = numbers(staging.readAdded(EVENT_KEYS));
    return all.join(added, all.col(KEY_HASH).equalTo(added.col(KEY_HASH)), "left_semi");
  }

  private static Dataset<Row> numbers(Dataset<Row> index) {
    return index.select(coalesce(col(KEY_HASH), lit(0L)).as(KEY_HASH));
  }

  private static Dataset<Row> sorted(Dataset<Row> index, long rows) {
    return index.coalesce((int) (rows / ROWS_PER_FILE) + 1).sortWithinPartitions(KEY_HASH);
  }
}
