package io.truecount.identity.linkage;

import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.VALUE;
import static io.truecount.identity.linkage.Blocks.RULES;
import static io.truecount.identity.linkage.LinkageRecords.FREQUENCIES;
import static io.truecount.identity.linkage.LinkageRecords.VALUES;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.LinkageConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Pairs of records with the level at which each comparison agrees. */
final class ComparedPairs {
  static final String LEVELS = "levels";
  private static final long SEED = 20_260_301;
  private static final long BUCKETS = 1L << 30;

  private ComparedPairs() {}

  /**
   * Pairs: a, b, a_value, b_value, rules, levels, frequencies of a's values. Cost: two joins of the
   * pairs with the records.
   *
   * @param pairs as {@link Blocks} gives them
   * @param records as {@link LinkageRecords} gives them
   */
  static Dataset<Row> of(Dataset<Row> pairs, Dataset<Row> records, LinkageConfig linkage) {
    return pairs
        .join(side(records, "a"), "a")
        .join(side(records, "b"), "b")
        .select(
            col("a"),
            col("b"),
            col("a_value"),
            col("b_value"),
            col(RULES),
            levels(linkage).as(LEVELS),
            col("a_" + FREQUENCIES).as(FREQUENCIES));
  }

  private static Dataset<Row> side(Dataset<Row> records, String side) {
    return records.select(
        col(KEY).as(side),
        col(VALUE).as(side + "_value"),
        col(VALUES).as(side + "_" + VALUES),
        col(FREQUENCIES).as(side + "_" + FREQUENCIES));
  }

  /**
   * The levels of random pairs, counted. Which records are sampled follows from a hash of their
   * keys, so that neither order nor partitions matter. Cost: compares about as many pairs as
   * configured.
   *
   * @param size of the records
   */
  static List<PatternCount> random(Dataset<Row> records, long size, LinkageConfig linkage) {
    double share = Math.min(1, Math.sqrt(2.0 * linkage.samplePairs()) / Math.max(1, size));
    Column bucket = pmod(xxhash64(col(KEY), lit(SEED)), lit(BUCKETS));
    Dataset<Row> sample = records.where(bucket.lt((long) (share * BUCKETS)));
    return counted(
        side(sample, "a")
            .join(side(sample, "b"), col("a").lt(col("b")))
            .select(lit(0L).as(RULES), levels(linkage).as(LEVELS)));
  }

  /** Counts pairs by levels and rules: on the driver, as there are few of them. */
  static List<PatternCount> counted(Dataset<Row> compared) {
    List<PatternCount> counts = new ArrayList<>();
    for (Row row : compared.groupBy(LEVELS, RULES).agg(count(lit(1)).as("pairs")).collectAsList()) {
      counts.add(new PatternCount(row.getList(0), row.getLong(1), row.getLong(2)));
    }
    return counts;
  }

  private static Column levels(LinkageConfig linkage) {
    List<Comparer> comparers = linkage.comparisons().stream().map(Comparer::new).toList();
    UDF2<Seq<String>, Seq<String>, List<Integer>> levels =
        (a, b) -> levels(comparers, CollectionConverters.asJava(a), CollectionConverters.asJava(b));
    return udf(levels, DataTypes.createArrayType(DataTypes.IntegerType, false))
        .apply(col("a_" + VALUES), col("b_" + VALUES));
  }

  private static List<Integer> levels(List<Comparer> comparers, List<String> a, List<String> b) {
    List<Integer> levels = new ArrayList<>(comparers.size());
    for (int i = 0; i < comparers.size(); i++) {
      levels.add(comparers.get(i).level(a.get(i), b.get(i)));
    }
    return levels;
  }
}
