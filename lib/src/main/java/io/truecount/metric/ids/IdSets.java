package io.truecount.metric.ids;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/** Exact sets of ids as aggregate functions of Spark SQL. */
public final class IdSets {
  /** From whole numbers to the set of them, as bytes; NULLs are skipped. */
  public static final String COLLECT = "truecount_ids";

  /** From sets of ids to the number of ids in their union. */
  public static final String COUNT = "truecount_ids_count";

  private IdSets() {}

  /** Makes the functions known to a session. */
  public static void register(SparkSession spark) {
    spark.udf().register(COLLECT, functions.udaf(new Collect(), Encoders.LONG()));
    spark.udf().register(COUNT, functions.udaf(new Count(), Encoders.BINARY()));
  }

  private abstract static class OfSets<I, O> extends Aggregator<I, IdSet, O> {
    private static final long serialVersionUID = 1L;

    @Override
    public IdSet zero() {
      return new IdSet();
    }

    @Override
    public IdSet merge(IdSet left, IdSet right) {
      left.addAll(right);
      return left;
    }

    @Override
    public Encoder<IdSet> bufferEncoder() {
      return Encoders.javaSerialization(IdSet.class);
    }
  }

  private static final class Collect extends OfSets<Long, byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public IdSet reduce(IdSet set, @Nullable Long id) {
      if (id != null) {
        set.add(id);
      }
      return set;
    }

    @Override
    public byte[] finish(IdSet set) {
      return set.toBytes();
    }

    @Override
    public Encoder<byte[]> outputEncoder() {
      return Encoders.BINARY();
    }
  }

  private static final class Count extends OfSets<byte[], Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public IdSet reduce(IdSet set, byte @Nullable [] bytes) {
      if (bytes != null) {
        set.addAll(bytes);
      }
      return set;
    }

    @Override
    public Long finish(IdSet set) {
      return set.size();
    }

    @Override
    public Encoder<Long> outputEncoder() {
      return Encoders.LONG();
    }
  }
}
