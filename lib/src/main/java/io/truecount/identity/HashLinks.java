package io.truecount.identity;

import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.config.IdentityConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;

/**
 * Edges between clear values and their own hashes, in the shape of {@link IdentityTables#edges()}:
 *
 * <pre>
 *   email  jane@shop.example   first seen 2026-03-01
 *   email  2c9f…e1 (its hash)  first seen 2026-03-02
 *   ->  one edge, event_count 0, first_seen 2026-03-02, no sources
 * </pre>
 *
 * They depend on the set of identifiers only, never on which of the two came first. Cost: one hash
 * for each clear value of the types that may come hashed, and one join of these with the hashes;
 * the caller leaves it out where no value is hashed.
 */
final class HashLinks {
  private HashLinks() {}

  /**
   * The edges between identifiers and their hashes.
   *
   * @param identifiers as {@link IdentifierLists#identifiers} gives them
   */
  static Dataset<Row> of(Dataset<Row> identifiers, IdentityConfig config) {
    Dataset<Row> sides = identifiers.select(SIDE);
    Dataset<Row> hashes = hashed(sides, config).as("hash");
    Dataset<Row> clear = withHashes(sides, config).as("clear");
    Column same =
        col("clear." + TYPE)
            .equalTo(col("hash." + TYPE))
            .and(col("clear." + VALUE).equalTo(col("hash." + VALUE)));
    return IdentityEdges.withoutRecords(
        clear.join(hashes, same), "clear", "hash", lit(null).cast(DoubleType));
  }

  /** The identifiers that are hashes. */
  static Dataset<Row> hashed(Dataset<Row> identifiers, IdentityConfig config) {
    return hashable(identifiers, config).where(isHash(col(VALUE)));
  }

  /** The keys that the hashes of clear identifiers have, or would have, one column. */
  static Dataset<Row> keysOfHashes(Dataset<Row> identifiers, IdentityConfig config) {
    return withHashes(identifiers, config).select(xxhash64(col(TYPE), col(VALUE)).as(KEY));
  }

  /** The keys of clear identifiers whose hash is among some, one column. */
  static Dataset<Row> keysOfClear(
      Dataset<Row> identifiers, Dataset<Row> hashes, IdentityConfig config) {
    return withHashes(identifiers.select(KEY, TYPE, VALUE), config)
        .join(hashes.select(TYPE, VALUE), new String[] {TYPE, VALUE}, "left_semi")
        .select(KEY);
  }

  /** The clear identifiers, a row for each hash that they may come as, which is its value. */
  private static Dataset<Row> withHashes(Dataset<Row> identifiers, IdentityConfig config) {
    return hashable(identifiers, config)
        .where(not(isHash(col(VALUE))))
        .withColumn(VALUE, explode(hashes(normalizers(config)).apply(col(TYPE), col(VALUE))));
  }

  private static Dataset<Row> hashable(Dataset<Row> identifiers, IdentityConfig config) {
    return identifiers.where(col(TYPE).isin(HashedValues.types(config).toArray()));
  }

  private static Map<String, String> normalizers(IdentityConfig config) {
    return config.types().stream()
        .filter(HashedValues::isHashable)
        .collect(Collectors.toMap(t -> t.name(), t -> t.normalize()));
  }

  /**
   * Whether an accepted value of a type that may come hashed is a hash: no clear one is so long.
   */
  static Column isHash(Column value) {
    return length(value).equalTo(64).and(value.rlike("^[0-9a-f]{64}$"));
  }

  private static final Column[] SIDE = {col(KEY), col(TYPE), col(VALUE), col(FIRST_SEEN)};

  private static org.apache.spark.sql.expressions.UserDefinedFunction hashes(
      Map<String, String> normalizers) {
    UDF2<String, String, List<String>> hashes =
        (type, value) -> HashedValues.hashes(normalizers.getOrDefault(type, ""), value);
    return udf(hashes, createArrayType(StringType, false));
  }
}
