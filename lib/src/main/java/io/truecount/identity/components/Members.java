package io.truecount.identity.components;

import com.google.common.collect.Iterators;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;

/** A set of identifiers in the memory of a local master, to filter rows by without a shuffle. */
record Members(LocalRef<Forest> forest, KeyType type, long hashMask) {

  /** The labels (id, component) whose identifier is in the set. */
  Dataset<Row> filter(SparkSession session, Dataset<Row> labels) {
    LocalRef<Forest> set = forest;
    LocalRef<long[]> sieve = LocalRef.to(set.get().sieve());
    KeyType key = type;
    long mask = hashMask;
    var rows =
        Scans.rows(labels)
            .mapPartitions(
                (Iterator<InternalRow> part) -> {
                  Forest members = set.get();
                  long[] bits = sieve.get();
                  KeyBatch one = new KeyBatch(mask);
                  return Iterators.filter(part, row -> isMember(members, bits, key, one, row));
                });
    return session.internalCreateDataFrame(rows.rdd(), SharedMemory.schema(type), false);
  }

  private static boolean isMember(
      Forest members, long[] sieve, KeyType key, KeyBatch one, InternalRow row) {
    one.clear();
    key.read(row, 0, one);
    return Forest.isIn(sieve, one.hashes[0]) && members.contains(one, 0);
  }
}
