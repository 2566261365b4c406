package io.truecount.identity.components;

import static io.truecount.identity.components.LabelIndex.HIGH;
import static io.truecount.identity.components.LabelIndex.LOW;
import static org.apache.spark.sql.functions.col;

import com.google.common.collect.Iterators;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;

/** Refuses digests that occur twice: the second row of two neighbours fails its task. */
final class UniqueDigests {
  private boolean started;
  private long high;
  private long low;

  private UniqueDigests() {}

  /** The rows, each digest in one partition and sorted there. */
  static Dataset<Row> sorted(Dataset<Row> members) {
    Dataset<Row> sorted = members.repartition(col(HIGH)).sortWithinPartitions(HIGH, LOW);
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
    long first = row.getLong(0);
    long second = row.getLong(1);
    if (started && first == high && second == low) {
      throw collision("label index");
    }
    started = true;
    high = first;
    low = second;
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
