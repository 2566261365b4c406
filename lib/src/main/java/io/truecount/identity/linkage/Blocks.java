package io.truecount.identity.linkage;

import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.linkage.LinkageRecords.VALUES;
import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.soundex;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;

import io.truecount.config.LinkageConfig;
import io.truecount.config.LinkageConfig.BlockingKey;
import io.truecount.config.LinkageConfig.BlockingRule;
import io.truecount.config.LinkageConfig.Comparison;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The pairs of records that are compared: those that agree in all keys of some blocking rule.
 *
 * <pre>
 *   records   1 [smith, 50667]     rules   surname            pairs   a | b | rules
 *             2 [smith, 50667]             prefix(postcode,2)         1 | 2 | 11
 *             3 [smyth, 50999]                                        1 | 3 | 10
 *                                                                     2 | 3 | 10
 * </pre>
 *
 * Blocks with more records than the configured number are skipped: their pairs grow with the square
 * of their size, and what so many records agree in says little. Cost: for each rule one aggregation
 * of the records and one equi-join; one aggregation of all pairs.
 *
 * @param pairs a, b (keys of records, a the smaller one) and the rules as bits
 * @param skipped of each rule how many blocks are too large
 */
public record Blocks(Dataset<Row> pairs, List<Skipped> skipped) {
  static final String RULES = "rules";
  private static final String BLOCK = "block";
  private static final String SIZE = "size";

  /** The blocks of a rule that were skipped. */
  public record Skipped(BlockingRule rule, long blocks, long records) {}

  /** The pairs of some records, which are persisted. */
  static Blocks of(Dataset<Row> records, LinkageConfig linkage) {
    List<Dataset<Row>> pairs = new ArrayList<>();
    List<Skipped> skipped = new ArrayList<>();
    for (int i = 0; i < linkage.blocking().size(); i++) {
      BlockingRule rule = linkage.blocking().get(i);
      Dataset<Row> keyed = keyed(records, rule, linkage);
      Dataset<Row> sizes = keyed.groupBy(BLOCK).agg(count(lit(1)).as(SIZE));
      skipped.add(skipped(rule, sizes.where(col(SIZE).gt(linkage.maxBlock()))));
      Dataset<Row> compared = sizes.where(col(SIZE).between(2, linkage.maxBlock()));
      Dataset<Row> members = keyed.join(compared, new String[] {BLOCK}, "left_semi");
      pairs.add(within(members).withColumn(RULES, lit(1L << i)));
    }
    return new Blocks(
        pairs.stream()
            .reduce(Dataset::union)
            .orElseThrow()
            .groupBy("a", "b")
            .agg(bit_or(col(RULES)).as(RULES)),
        skipped);
  }

  private static Dataset<Row> within(Dataset<Row> members) {
    return members
        .select(col(BLOCK), col(KEY).as("a"))
        .join(members.select(col(BLOCK), col(KEY).as("b")), BLOCK)
        .where(col("a").lt(col("b")))
        .select("a", "b");
  }

  /** The records that have all keys of a rule, and their block. */
  private static Dataset<Row> keyed(
      Dataset<Row> records, BlockingRule rule, LinkageConfig linkage) {
    List<String> names = linkage.comparisons().stream().map(Comparison::name).toList();
    List<Column> keys = new ArrayList<>();
    Column complete = lit(true);
    for (BlockingKey key : rule.keys()) {
      Column part = part(key, get(col(VALUES), lit(names.indexOf(key.comparison()))));
      keys.add(part);
      complete = complete.and(part.isNotNull());
    }
    return records.where(complete).select(col(KEY), struct(keys.toArray(Column[]::new)).as(BLOCK));
  }

  private static Column part(BlockingKey key, Column value) {
    return switch (key.part()) {
      case WHOLE -> value;
      case PREFIX -> substring(value, 1, key.length());
      case SOUNDEX -> soundex(value);
    };
  }

  private static Skipped skipped(BlockingRule rule, Dataset<Row> large) {
    Row row = large.agg(count(lit(1)), coalesce(sum(SIZE), lit(0L))).head();
    return new Skipped(rule, row.getLong(0), row.getLong(1));
  }
}
