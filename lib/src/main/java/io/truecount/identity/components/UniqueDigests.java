package io.truecount.identity.components;

import static io.truecount.identity.components.LabelIndex.HIGH;
import static org.apache.spark.sql.functions.col;

import com.google.common.collect.Iterators;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;

/** Refuses digests that occur twice: the second row fails its task. */
final class UniqueDigests {
  /** The second words of the rows so far that begin with {@link #high}; one, as a rule. */
  private final LongOpenHashSet lows = new LongOpenHashSet();

  private long high;

  private UniqueDigests() {}

  /** The rows, each digest in one partition and sorted there by its first word. */
  static Dataset<Row> sorted(Dataset<Row> members) {
    Dataset<Row> sorted = members.repartition(col(HIGH)).sortWithinPartitions(HIGH);
    var rows =
        Scans.rows(sorted)
            .mapPartitions(
                (Iterator<InternalRow> part) -> {
                  UniqueDigests last = new UniqueDigests();
                  return Iterators.transform(part, last::checked);
                });
    return ((SparkSession) members.sparkSession())
        .internalCreateDataFrame(rows.rdd(), members.schema(), false);
  }

  private InternalRow checked(InternalRow row) {
    if (row.getLong(0) != high) {
      high = row.getLong(0);
      lows.clear();
    }
    if (!lows.add(row.getLong(1))) {
      throw collision("label index");
    }
    return row;
  }

  static TruecountException collision(String where) {
    return TruecountException.invalid(
        new Problem(
            "two identifiers share a digest, or one is listed twice",
            where,
            "what shares a digest would be taken for one",
            "list each identifier once; where that is so, find components by a full run"));
  }
}
