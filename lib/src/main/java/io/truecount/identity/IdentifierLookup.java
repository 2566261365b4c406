package io.truecount.identity;

import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;

/**
 * The customers of today that lists from elsewhere name: by ids of any release, or by identifiers
 * as their owners spell them.
 */
public final class IdentifierLookup {
  private static final String NORMAL = "__normal";
  private static final String CURRENT = "current_customer_id";

  private IdentifierLookup() {}

  /**
   * The rows with their customer; those whose identifier is invalid, blocked or of no customer are
   * left out. A SHA-256 finds the customer of the clear value too. Cost: one join of the rows with
   * the identifiers of the type; a hash of each clear one where these may come hashed.
   *
   * <pre>
   *   mail                  identity_map                  gives   mail               customer_id
   *   " Jane@Shop.Example"  email jane@shop.example  c1           " Jane@Shop.…"     c1
   *   2c9f…e1 (its SHA-256)                                       2c9f…e1            c1
   * </pre>
   *
   * @param map in the shape of {@link IdentityTables#map()}
   * @return the rows' columns and customer_id
   */
  public static Dataset<Row> byIdentifier(
      Dataset<Row> rows, Column value, String type, IdentityConfig config, Dataset<Row> map) {
    Column raw = array(struct(lit(type).as(TYPE), value.cast(StringType).as(VALUE)));
    Column accepted =
        udf(new IdentifierReader(config), IdentifierReader.TYPE)
            .apply(raw)
            .getField(IdentifierReader.ACCEPTED);
    return rows.where(value.isNotNull())
        .withColumn(NORMAL, get(accepted, lit(0)).getField(VALUE))
        .join(known(type, config, map), new String[] {NORMAL})
        .drop(NORMAL);
  }

  /** Every value that names a customer, its hashes included. */
  private static Dataset<Row> known(String type, IdentityConfig config, Dataset<Row> map) {
    Column value = col(VALUE);
    Column names =
        config
            .type(type)
            .filter(HashedValues::isHashable)
            .map(
                t ->
                    when(HashLinks.isHash(value), array(value))
                        .otherwise(withHashes(t).apply(value)))
            .orElseGet(() -> array(value));
    return map.where(col(TYPE).equalTo(type))
        .select(explode(names).as(NORMAL), col(CUSTOMER_ID))
        .dropDuplicates(NORMAL, CUSTOMER_ID);
  }

  private static org.apache.spark.sql.expressions.UserDefinedFunction withHashes(
      IdentifierType type) {
    String normalizer = type.normalize();
    UDF1<String, List<String>> hashes =
        value ->
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(value),
                    HashedValues.hashes(normalizer, value).stream())
                .toList();
    return udf(hashes, createArrayType(StringType, false));
  }

  /**
   * The rows with the id that their customer has today; without those whose customer is no more.
   *
   * @param id a column of customer ids, of any release
   * @param redirects in the shape of {@link IdentityTables#redirects()}
   * @return the rows' columns and customer_id
   */
  public static Dataset<Row> byId(Dataset<Row> rows, Column id, Dataset<Row> redirects) {
    return rows.withColumn(NORMAL, id.cast(StringType))
        .join(
            redirects.select(col(CUSTOMER_ID).as(NORMAL), col(CURRENT), lit(true).as("moved")),
            new String[] {NORMAL},
            "left")
        .withColumn(CUSTOMER_ID, when(col("moved"), col(CURRENT)).otherwise(col(NORMAL)))
        .where(coalesce(col(CUSTOMER_ID), lit("")).notEqual(""))
        .drop(NORMAL, CURRENT, "moved");
  }
}
