package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AS_OF;
import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.audience.AudienceTables.DEFINITION_HASH;
import static io.truecount.audience.AudienceTables.ENTERED_AT;
import static io.truecount.audience.AudienceTables.LEFT_AT;
import static io.truecount.audience.AudienceTables.LEFT_RUN_ID;
import static io.truecount.audience.AudienceTables.REASON;
import static io.truecount.audience.AudienceTables.RUN_ID;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.Run;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Membership over time: which customers entered and left an audience, and when. */
public final class Membership {
  private static final String CURRENT_ID = "current_customer_id";
  private static final String EARLIEST = "earliest";
  private static final String HASH = "hash";
  private static final String IS_MEMBER = "is_member";
  private static final String[] STAY = {AUDIENCE, CUSTOMER_ID};

  private Membership() {}

  /**
   * Brings membership up to a run. The effects of an earlier execution of the same run are undone
   * first, so that repeating it repeats the result. When customers merged, the survivor has been a
   * member since the earliest of their open stays.
   *
   * <pre>
   *   before      audience | customer_id | entered_at | left_at | reason
   *               buyers   | C1          | Jan 1      | NULL    | NULL
   *               buyers   | C2          | Jan 1      | NULL    | NULL
   *   evaluated   buyers   | C1
   *               buyers   | C3
   *   after       buyers   | C1          | Jan 1      | NULL    | NULL
   *   Jan 2       buyers   | C2          | Jan 1      | Jan 2   | condition
   *               buyers   | C3          | Jan 2      | NULL    | NULL
   * </pre>
   *
   * @param before members as they were, in the shape of {@link AudienceTables#members()}
   * @param evaluated the members now: audience, customer_id
   * @param redirects in the shape of {@link io.truecount.identity.IdentityTables#redirects()}
   * @return in the shape of {@link AudienceTables#members()}
   */
  public static Dataset<Row> update(
      Dataset<Row> before,
      Dataset<Row> evaluated,
      List<Audience> audiences,
      Dataset<Row> redirects,
      Run run) {
    Dataset<Row> base = withoutRun(before, run);
    Dataset<Row> open = open(base, redirects);
    Dataset<Row> now =
        evaluated.withColumn(IS_MEMBER, lit(true)).join(earliest(open), STAY, "left");
    Dataset<Row> stays =
        open.join(now, STAY, "full_outer")
            .join(definitions(before.sparkSession(), audiences), new String[] {AUDIENCE}, "left");
    return AudienceTables.members()
        .select(base.where(col(LEFT_AT).isNotNull()))
        .unionByName(continued(stays, run));
  }

  /**
   * The customers that entered and left in a run, in the shape of {@link AudienceTables#changes()}.
   * For the example of {@link #update}:
   *
   * <pre>
   *   audience | customer_id | change  | reason
   *   buyers   | C2          | left    | condition
   *   buyers   | C3          | entered | condition
   * </pre>
   */
  public static Dataset<Row> changes(Dataset<Row> members, Run run) {
    Dataset<Row> entered =
        members
            .where(col(RUN_ID).equalTo(run.id()))
            .withColumn("change", lit("entered"))
            .withColumn(
                REASON, when(col(ENTERED_AT).lt(lit(run.asOf())), "merged").otherwise("condition"));
    Dataset<Row> left =
        members
            .where(col(LEFT_RUN_ID).equalTo(run.id()))
            .withColumn("change", lit("left"))
            .withColumn(RUN_ID, col(LEFT_RUN_ID));
    return AudienceTables.changes()
        .select(entered.unionByName(left).withColumn(AS_OF, lit(run.asOf())));
  }

  /**
   * The sizes after a run, in the shape of {@link AudienceTables#sizes()}; an audience without
   * members has a row. For the example of {@link #update}:
   *
   * <pre>
   *   audience | size | entered | left
   *   buyers   | 2    | 1       | 1
   * </pre>
   */
  public static Dataset<Row> sizes(Dataset<Row> members, List<Audience> audiences, Run run) {
    Dataset<Row> counts =
        members
            .groupBy(AUDIENCE)
            .agg(
                count(when(col(LEFT_AT).isNull(), lit(1))).as("size"),
                count(when(col(RUN_ID).equalTo(run.id()), lit(1))).as("entered"),
                count(when(col(LEFT_RUN_ID).equalTo(run.id()), lit(1))).as("left"));
    Dataset<Row> sizes =
        definitions(members.sparkSession(), audiences)
            .join(counts, new String[] {AUDIENCE}, "left")
            .na()
            .fill(0L, new String[] {"size", "entered", "left"})
            .withColumn(RUN_ID, lit(run.id()))
            .withColumn(AS_OF, lit(run.asOf()))
            .withColumnRenamed(HASH, DEFINITION_HASH);
    return AudienceTables.sizes().select(sizes);
  }

  private static Dataset<Row> withoutRun(Dataset<Row> before, Run run) {
    Column leftNow = col(LEFT_RUN_ID).eqNullSafe(lit(run.id()));
    return before
        .where(col(RUN_ID).notEqual(run.id()))
        .withColumn(LEFT_AT, when(leftNow, lit(null)).otherwise(col(LEFT_AT)))
        .withColumn(REASON, when(leftNow, lit(null)).otherwise(col(REASON)))
        .withColumn(LEFT_RUN_ID, when(leftNow, lit(null)).otherwise(col(LEFT_RUN_ID)));
  }

  /**
   * Open stays with the id that the customer has today: NULL when the customer no longer exists.
   */
  private static Dataset<Row> open(Dataset<Row> base, Dataset<Row> redirects) {
    return base.where(col(LEFT_AT).isNull())
        .drop(LEFT_AT, REASON, LEFT_RUN_ID)
        .join(
            redirects.select(
                col(CUSTOMER_ID), col(CURRENT_ID).as("moved_to"), lit(true).as("moved")),
            new String[] {CUSTOMER_ID},
            "left")
        .withColumn(CURRENT_ID, when(col("moved"), col("moved_to")).otherwise(col(CUSTOMER_ID)));
  }

  private static Dataset<Row> earliest(Dataset<Row> open) {
    return open.where(col(CURRENT_ID).isNotNull())
        .groupBy(col(AUDIENCE), col(CURRENT_ID).as(CUSTOMER_ID))
        .agg(min(ENTERED_AT).as(EARLIEST));
  }

  private static Dataset<Row> continued(Dataset<Row> stays, Run run) {
    Column ended = col(IS_MEMBER).isNull();
    Column reason =
        when(col("moved").and(col(CURRENT_ID).isNotNull()), "merged")
            .when(col("moved"), "retired")
            .when(col(HASH).isNull(), "removed")
            .when(col(HASH).notEqual(col(DEFINITION_HASH)), "definition")
            .otherwise("condition");
    return stays.select(
        col(AUDIENCE),
        col(CUSTOMER_ID),
        coalesce(col(EARLIEST), col(ENTERED_AT), lit(run.asOf())).as(ENTERED_AT),
        when(ended, lit(run.asOf())).as(LEFT_AT),
        when(ended, reason).as(REASON),
        when(ended, col(DEFINITION_HASH)).otherwise(col(HASH)).as(DEFINITION_HASH),
        coalesce(col(RUN_ID), lit(run.id())).as(RUN_ID),
        when(ended, lit(run.id())).as(LEFT_RUN_ID));
  }

  private static Dataset<Row> definitions(SparkSession spark, List<Audience> audiences) {
    StructType schema =
        new StructType().add(AUDIENCE, DataTypes.StringType).add(HASH, DataTypes.StringType);
    return spark.createDataFrame(
        audiences.stream().map(a -> RowFactory.create(a.name(), a.hash())).toList(), schema);
  }
}
