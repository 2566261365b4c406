package io.truecount.identity;

import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.truecount.config.IdentityConfig;
import io.truecount.config.LabelsConfig;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.identity.rules.Identifier;
import io.truecount.source.PlainFiles;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * Identities beside a sample of identifiers whose persons are known. Identifiers that no customer
 * has, because no event holds them or they are blocked, are counted and left out of the pairs.
 *
 * <pre>
 *   labels   type    | value  | person       map   type    | value | customer_id
 *            user_id | u1     | jane               user_id | u1    | A
 *            email   | JANE@… | jane               email   | jane@ | A
 *            user_id | u9     | joe                user_id | u2    | A
 *   sample   2 found, 1 unknown; one pair of one customer, which is of one person
 * </pre>
 *
 * @param found identifiers that a customer has
 * @param unknown other rows of the sample
 */
public record LabelledSample(long found, long unknown, PairwiseQuality pairs) {
  private static final String SPELLING = "spelling";
  private static final String ACCEPTED = "accepted";
  private static final String LINKS = "links";

  /**
   * Compares at once. A clear value is found by its SHA-256 too. Cost: a scan of the map, which
   * joins with the sample; three aggregations of the sample.
   *
   * @param labels one identifier each: type, value and {@link PairwiseQuality#TRUE}, strings
   * @param map in the shape of {@link IdentityTables#map()}
   */
  public static LabelledSample of(Dataset<Row> labels, Dataset<Row> map, IdentityConfig config) {
    Dataset<Row> normal = normal(labels, config).persist();
    Dataset<Row> found = customers(normal.where(col(LINKS)), map, config).persist();
    try {
      long matched = found.count();
      return new LabelledSample(matched, normal.count() - matched, PairwiseQuality.of(found));
    } finally {
      found.unpersist();
      normal.unpersist();
    }
  }

  /**
   * The rows of a project's sample.
   *
   * @param lake root of its path
   * @throws TruecountException when the files cannot be read, or lack a column
   */
  public static Dataset<Row> read(SparkSession spark, LabelsConfig config, String lake) {
    Dataset<Row> rows = PlainFiles.read(spark, lake + "/" + config.path());
    List<String> columns = Arrays.asList(rows.columns());
    Problems problems = new Problems();
    for (String column : config.columns()) {
      if (!columns.contains(column)) {
        problems.add(
            "identity.labels reads \"%s\", which is no column of %s"
                .formatted(column, config.path()),
            config.where(),
            Suggestion.remedy(column, columns));
      }
    }
    problems.throwIfAny();
    return rows.select(
        rows.col(config.type()).cast(StringType).as(TYPE),
        rows.col(config.value()).cast(StringType).as(VALUE),
        rows.col(config.person()).cast(StringType).as(PairwiseQuality.TRUE));
  }

  /** Each identifier once, with the normal form of its value where it may link records. */
  private static Dataset<Row> normal(Dataset<Row> labels, IdentityConfig config) {
    Column accepted =
        udf(new IdentifierReader(config), IdentifierReader.TYPE)
            .apply(array(struct(col(TYPE), col(VALUE))))
            .getField(IdentifierReader.ACCEPTED);
    return labels
        .where(col(TYPE).isNotNull().and(col(VALUE).isNotNull()))
        .where(col(PairwiseQuality.TRUE).isNotNull())
        .withColumn(ACCEPTED, get(accepted, lit(0)).getField(VALUE))
        .select(
            col(TYPE),
            coalesce(col(ACCEPTED), col(VALUE)).as(VALUE),
            col(ACCEPTED).isNotNull().as(LINKS),
            col(PairwiseQuality.TRUE))
        .distinct();
  }

  /** The customer of each, by the clear value where that is known. */
  private static Dataset<Row> customers(
      Dataset<Row> normal, Dataset<Row> map, IdentityConfig config) {
    Dataset<Row> spelled =
        normal
            .withColumn(SPELLING, explode(spellings(config)))
            .withColumn(KEY, xxhash64(col(TYPE), col(SPELLING)));
    Dataset<Row> known = map.select(KEY, CUSTOMER_ID);
    return known
        .join(spelled, KEY)
        .groupBy(TYPE, VALUE, PairwiseQuality.TRUE)
        .agg(
            min(struct(col(SPELLING).notEqual(col(VALUE)), col(CUSTOMER_ID)))
                .getField(CUSTOMER_ID)
                .as(PairwiseQuality.PREDICTED));
  }

  private static Column spellings(IdentityConfig config) {
    UDF2<String, String, List<String>> all =
        (type, value) ->
            Stream.concat(
                    Stream.of(value),
                    config.type(type).stream()
                        .flatMap(t -> RecordReader.hashes(t, new Identifier(type, value)).stream())
                        .map(Identifier::value))
                .toList();
    return udf(all, DataTypes.createArrayType(StringType, false)).apply(col(TYPE), col(VALUE));
  }
}
