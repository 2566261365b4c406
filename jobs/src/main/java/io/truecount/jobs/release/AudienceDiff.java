package io.truecount.jobs.release;

import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.audience.AudienceTables.LEFT_AT;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.truecount.audience.Audience;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.Evaluation;
import io.truecount.identity.IdentifierLookup;
import io.truecount.identity.IdentityTables;
import io.truecount.metric.plan.Planner;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The members of an audience by two definitions, or at two times.
 *
 * @param members one row for each customer that is a member of either: customer_id, before, after
 */
public record AudienceDiff(Dataset<Row> members) {
  public static final String CHANGE = "change";
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  /** How many are members before and after, how many enter and leave. */
  public record Counts(long before, long after, long entered, long left) {}

  /**
   * Compares.
   *
   * @param before customer_id of each member, once
   * @param after as before
   */
  public static AudienceDiff between(Dataset<Row> before, Dataset<Row> after) {
    Dataset<Row> both =
        before
            .select(col(CUSTOMER_ID), lit(true).as(BEFORE))
            .join(
                after.select(col(CUSTOMER_ID), lit(true).as(AFTER)),
                new String[] {CUSTOMER_ID},
                "full_outer");
    return new AudienceDiff(
        both.select(
            col(CUSTOMER_ID),
            coalesce(col(BEFORE), lit(false)).as(BEFORE),
            coalesce(col(AFTER), lit(false)).as(AFTER)));
  }

  /**
   * The members by a definition over the views of a session.
   *
   * @param defined with every audience that the audience refers to
   */
  public static Dataset<Row> members(
      SparkSession spark,
      Audience audience,
      List<Audience> defined,
      Planner metrics,
      Instant asOf) {
    return Evaluation.flags(spark, List.of(audience), defined, metrics, spark::table, asOf)
        .where(col(audience.name()))
        .select(CUSTOMER_ID);
  }

  /** The members that the release in the views of a session has published. */
  public static Dataset<Row> published(SparkSession spark, String audience) {
    return spark
        .table(AudienceTables.members().name())
        .where(col(AUDIENCE).equalTo(audience).and(col(LEFT_AT).isNull()))
        .select(CUSTOMER_ID);
  }

  /** Members of an older release by the ids of the release in the views of a session. */
  public static Dataset<Row> byIdsOfToday(SparkSession spark, Dataset<Row> members) {
    return IdentifierLookup.byId(
            members.withColumnRenamed(CUSTOMER_ID, "was"),
            col("was"),
            spark.table(IdentityTables.redirects().name()))
        .select(CUSTOMER_ID)
        .distinct();
  }

  /** Counts them, in one pass. */
  public Counts counts() {
    Row row =
        members
            .agg(
                number(col(BEFORE)),
                number(col(AFTER)),
                number(col(AFTER).and(col(BEFORE).equalTo(false))),
                number(col(BEFORE).and(col(AFTER).equalTo(false))))
            .head();
    return new Counts(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3));
  }

  private static org.apache.spark.sql.Column number(org.apache.spark.sql.Column condition) {
    return count(when(condition, lit(1)));
  }

  /** Who enters and leaves: customer_id, and change, which is {@code entered} or {@code left}. */
  public Dataset<Row> changes() {
    return members
        .where(col(BEFORE).notEqual(col(AFTER)))
        .select(
            col(CUSTOMER_ID),
            when(col(AFTER), AudienceTables.ENTERED).otherwise(AudienceTables.LEFT).as(CHANGE));
  }
}
