package io.truecount.identity.components;

import static io.truecount.identity.components.LabelIndex.HIGH;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.sketch.BloomFilter;

/**
 * Leaves out of many rows those whose digest is certainly not among a few, before a join shuffles
 * them all. Every task holds a Bloom filter of the few: a byte each, with which one row in fifty is
 * kept for nothing, and at most 128 MiB, with which 200 million still keep one in thirteen.
 */
final class DigestFilter {
  private static final int BITS_EACH = 8;
  private static final long MOST_BITS = 1L << 30;
  private static final int DEPTH = 2;

  private DigestFilter() {}

  /**
   * The rows that a join on digests may need, and some more. Cost: a scan of the few, and a filter
   * to every task.
   *
   * @param many column high
   * @param few column high; stored, as it is read twice here and is to be joined then
   */
  static Dataset<Row> near(Dataset<Row> many, Dataset<Row> few) {
    long count = few.count();
    if (count == 0) {
      return many.limit(0);
    }
    var spark =
        JavaSparkContext.fromSparkContext(((SparkSession) many.sparkSession()).sparkContext());
    var mayHold = new MayHold(spark.broadcast(filter(few, count)));
    return many.filter(udf(mayHold, DataTypes.BooleanType).apply(col(HIGH)));
  }

  private static BloomFilter filter(Dataset<Row> few, long count) {
    Shape shape = new Shape(count, Math.min(MOST_BITS, count * BITS_EACH));
    return Scans.rows(few.select(HIGH)).mapPartitions(shape).treeReduce(DigestFilter::both, DEPTH);
  }

  private static BloomFilter both(BloomFilter left, BloomFilter right) throws Exception {
    return left.mergeInPlace(right);
  }

  /** What filters must share to be merged. */
  private record Shape(long items, long bits)
      implements FlatMapFunction<Iterator<InternalRow>, BloomFilter> {
    @Override
    public Iterator<BloomFilter> call(Iterator<InternalRow> rows) {
      BloomFilter filter = BloomFilter.create(items, bits);
      rows.forEachRemaining(row -> filter.putLong(row.getLong(0)));
      return List.of(filter).iterator();
    }
  }

  private record MayHold(Broadcast<BloomFilter> filter)
      implements UDF1<Long, Boolean>, Serializable {
    @Override
    public Boolean call(Long word) {
      return filter.value().mightContainLong(word);
    }
  }
}
