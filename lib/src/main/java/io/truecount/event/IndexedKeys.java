package io.truecount.event;

import static org.apache.spark.sql.functions.col;

import com.google.common.collect.Iterators;
import io.truecount.source.record.Records;
import io.truecount.table.Slice;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Records are compared with those published events whose key is found in the key index. The hash
 * only chooses what is read: who shares a key is decided by the keys themselves, as without an
 * index.
 *
 * <p>Cost: the records of the run are made and shuffled once. Of what was shuffled, the hashes are
 * read once more: 8 bytes a record, which are kept until all is compared. The index is read once,
 * about 8 bytes a published event; it is shuffled only where the hashes are too many for Spark to
 * send them to all tasks ({@code spark.sql.autoBroadcastJoinThreshold}). No range of hashes is left
 * out, as even few hashes lie all over it. Then the keys of events are read for those load days
 * that a hash of their source was found in, and for no other.
 *
 * @param index rows of {@link EventKeys#table} for these events
 * @param eventsIn keys of the published events of a slice that the run does not replace, as {@link
 *     Decisions#keys} gives them
 * @param restored keys of events that a repeated run may bring back, which are in no index, and
 *     compete with published ones like records of the run
 */
record IndexedKeys(
    Dataset<Row> index, Function<Slice, Dataset<Row>> eventsIn, Dataset<Row> restored)
    implements PublishedKeys {
  private static final StructType HASHES =
      new StructType()
          .add(EventKeys.KEY_HASH, DataTypes.LongType)
          .add(Records.SOURCE, DataTypes.StringType);

  @Override
  public Dataset<Row> decide(Dataset<Row> candidates, int partitions) {
    int tasks = Math.max(partitions, candidates.sparkSession().sparkContext().defaultParallelism());
    JavaRDD<InternalRow> own = spread(candidates, tasks);
    Dataset<Row> hashes =
        Deciding.frame(candidates, own.mapPartitions(IndexedKeys::hashes), HASHES)
            .union(restored.select(EventKeys.hash(), col(Records.SOURCE)));
    try (KeyLookup lookup = KeyLookup.of(this, hashes)) {
      Dataset<Row> found = Decisions.publishedCandidates(lookup.keys());
      JavaRDD<InternalRow> all = together(own, spread(found, tasks));
      return Deciding.decided(Deciding.frame(candidates, all, candidates.schema()));
    }
  }

  /** A number of partitions that Spark is given stays as it is, so that equal keys meet. */
  private static JavaRDD<InternalRow> spread(Dataset<Row> candidates, int tasks) {
    return Deciding.rows(candidates.repartition(tasks, Deciding.BY_KEY));
  }

  /** What Spark knows to be empty has no partitions. */
  private static JavaRDD<InternalRow> together(
      JavaRDD<InternalRow> own, JavaRDD<InternalRow> found) {
    if (own.getNumPartitions() == 0) {
      return found;
    }
    if (found.getNumPartitions() == 0) {
      return own;
    }
    return own.zipPartitions(found, (ours, theirs) -> Iterators.concat(ours, theirs));
  }

  /**
   * The hashes of one partition, each once for a source. A refused record has no key to compete by.
   */
  private static Iterator<InternalRow> hashes(Iterator<InternalRow> rows) {
    Map<UTF8String, LongOpenHashSet> seen = new HashMap<>();
    return Iterators.transform(
        Iterators.filter(rows, row -> row.isNullAt(Deciding.REASON) && isNew(row, seen)),
        row ->
            new GenericInternalRow(
                new Object[] {
                  row.getLong(Deciding.HASH), row.getUTF8String(Deciding.SOURCE).copy()
                }));
  }

  /** A source is copied where it is new: the row's own bytes are used again. */
  private static boolean isNew(InternalRow row, Map<UTF8String, LongOpenHashSet> seen) {
    UTF8String source = row.getUTF8String(Deciding.SOURCE);
    LongOpenHashSet own = seen.get(source);
    if (own == null) {
      own = new LongOpenHashSet();
      seen.put(source.copy(), own);
    }
    return own.add(row.getLong(Deciding.HASH));
  }
}
