package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.audience.AudienceTables.REASON;
import static io.truecount.audience.AudienceTables.RUN_ID;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.truecount.config.Run;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Members that are not sent to: held out by an experiment, or suppressed by a list. */
public final class Exclusions {
  public static final String LIST = "list";
  public static final String DETAIL = "detail";
  public static final String HOLDOUT = "holdout";
  public static final String SUPPRESSED = "suppressed";
  public static final String MEMBERS = "members";
  public static final String RECIPIENTS = "recipients";

  /** Place of a list in the project's file; the first one that has a member is its reason. */
  public static final String RANK = "rank";

  private Exclusions() {}

  public static TableDefinition table() {
    return new TableDefinition(
        "audience_exclusions",
        "one member that is not sent to as of the last run, once whatever excludes it; all other"
            + " members are recipients",
        List.of(AUDIENCE, CUSTOMER_ID),
        List.of(
            new Column(AUDIENCE, StringType, "audience"),
            new Column(CUSTOMER_ID, StringType, "customer"),
            new Column(RUN_ID, StringType, "run"),
            new Column(REASON, StringType, "holdout | suppressed; holdout where both hold"),
            new Column(LIST, StringType, "experiment of the holdout, or name of the suppression"),
            new Column(
                DETAIL, StringType, "reason that the suppression gives; NULL for a holdout")));
  }

  /**
   * Who of the members is not sent to.
   *
   * <pre>
   *   members        holdouts                suppressed              gives
   *   buyers | c1    buyers | c1 | holdout   c1 | optout | by mail   buyers | c1 | holdout    | spring
   *   buyers | c2                            c2 | optout | by mail   buyers | c2 | suppressed | optout
   *   buyers | c3
   * </pre>
   *
   * <p>Cost: a shuffle of the members of audiences with a holdout, and one of the members on lists.
   *
   * @param members the members after the run: audience, customer_id
   * @param holdouts in the shape of {@link Holdouts#table()}
   * @param suppressed columns list, rank, detail, customer_id, and audience, which is NULL for all
   * @return in the shape of {@link #table()}
   */
  public static Dataset<Row> of(
      Dataset<Row> members,
      Dataset<Row> holdouts,
      Dataset<Row> suppressed,
      List<Audience> audiences,
      Run run) {
    Dataset<Row> pairs = members.select(AUDIENCE, CUSTOMER_ID);
    Dataset<Row> heldOut = heldOut(pairs, holdouts, audiences);
    Dataset<Row> listed = listed(pairs, suppressed);
    return table()
        .select(
            heldOut
                .unionByName(
                    listed.join(heldOut, new String[] {AUDIENCE, CUSTOMER_ID}, "left_anti"))
                .withColumn(RUN_ID, lit(run.id())));
  }

  private static Dataset<Row> heldOut(
      Dataset<Row> members, Dataset<Row> holdouts, List<Audience> audiences) {
    Dataset<Row> current =
        holdouts
            .where(col(Holdouts.ARM).equalTo(Holdouts.HOLDOUT))
            .join(
                broadcast(
                    Experiments.rows(members.sparkSession(), audiences)
                        .select(AUDIENCE, Holdouts.EXPERIMENT)),
                new String[] {AUDIENCE, Holdouts.EXPERIMENT})
            .select(col(AUDIENCE), col(CUSTOMER_ID), col(Holdouts.EXPERIMENT).as(LIST));
    return members
        .join(current, new String[] {AUDIENCE, CUSTOMER_ID})
        .withColumn(REASON, lit(HOLDOUT))
        .withColumn(DETAIL, lit(null).cast(StringType));
  }

  private static Dataset<Row> listed(Dataset<Row> members, Dataset<Row> suppressed) {
    Dataset<Row> lists = suppressed.withColumnRenamed(AUDIENCE, "of");
    return members
        .join(lists, CUSTOMER_ID)
        .where(col("of").isNull().or(col("of").equalTo(col(AUDIENCE))))
        .groupBy(AUDIENCE, CUSTOMER_ID)
        .agg(min(struct(RANK, LIST, DETAIL)).as("first"))
        .select(
            col(AUDIENCE),
            col(CUSTOMER_ID),
            col("first." + LIST),
            lit(SUPPRESSED).as(REASON),
            col("first." + DETAIL));
  }

  /**
   * Members, recipients and exclusions of each audience, counted each by itself: an exclusion of a
   * customer who is no member, or a second one of a member, makes them differ.
   *
   * @param members audience, customer_id
   * @param exclusions in the shape of {@link #table()}
   * @return audience, members, recipients, holdout, suppressed
   */
  public static Dataset<Row> counts(Dataset<Row> members, Dataset<Row> exclusions) {
    Dataset<Row> all = members.select(col(AUDIENCE), col(CUSTOMER_ID), lit(MEMBERS).as("what"));
    Dataset<Row> recipients =
        members
            .select(AUDIENCE, CUSTOMER_ID)
            .join(exclusions, new String[] {AUDIENCE, CUSTOMER_ID}, "left_anti")
            .withColumn("what", lit(RECIPIENTS));
    return all.unionByName(recipients)
        .unionByName(exclusions.select(col(AUDIENCE), col(CUSTOMER_ID), col(REASON).as("what")))
        .groupBy(AUDIENCE)
        .agg(number(MEMBERS), number(RECIPIENTS), number(HOLDOUT), number(SUPPRESSED));
  }

  private static org.apache.spark.sql.Column number(String what) {
    return count(when(col("what").equalTo(what), lit(1))).as(what);
  }
}
