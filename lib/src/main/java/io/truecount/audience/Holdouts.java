package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.audience.AudienceTables.RUN_ID;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.config.Run;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who is held out of which audience. A customer is assigned once for each experiment, when it first
 * is a member, and stays assigned: neither another share or salt nor leaving the audience changes
 * the arm. Another name of the experiment, or of the audience where the experiment has none, begins
 * a new assignment.
 */
public final class Holdouts {
  public static final String EXPERIMENT = "experiment";
  public static final String ARM = "arm";
  public static final String ASSIGNED_AT = "assigned_at";
  public static final String CONTAMINATED = "contaminated";
  public static final String DEFINITION = "definition";
  public static final String HOLDOUT = "holdout";
  public static final String TREATMENT = "treatment";

  private static final String FIRST = "first";
  private static final String[] KEY = {AUDIENCE, EXPERIMENT, CUSTOMER_ID};

  private Holdouts() {}

  public static TableDefinition table() {
    return new TableDefinition(
        "audience_holdouts",
        "one customer that was assigned to an arm of one experiment, when it first was a member",
        List.of(KEY),
        List.of(
            new Column(AUDIENCE, StringType, "audience"),
            new Column(EXPERIMENT, StringType, "experiment; the audience's name unless it has one"),
            new Column(CUSTOMER_ID, StringType, "customer"),
            new Column(ARM, StringType, "holdout | treatment"),
            new Column(ASSIGNED_AT, TimestampType, "as_of of the run that assigned the arm"),
            new Column(RUN_ID, StringType, "run that assigned the arm"),
            new Column(
                CONTAMINATED,
                BooleanType,
                "whether customers of both arms have merged into this one; leave it out of analyses"),
            new Column(DEFINITION, StringType, "rule that assigned the arm")));
  }

  /** The audiences that hold customers out. */
  public static List<Audience> among(List<Audience> audiences) {
    return audiences.stream().filter(a -> a.settings().holdout().isPresent()).toList();
  }

  /**
   * Brings the assignments up to a run; repeating it changes nothing more.
   *
   * <p>When customers of one experiment merge, the earliest assignment stays, and is contaminated
   * when the arms differed. When a customer splits, each part keeps the arm: both were treated
   * alike so far.
   *
   * <pre>
   *   before   buyers | c1 | holdout   | Jan 1         c2 has merged into c1, c3 was split from c4;
   *            buyers | c2 | treatment | Jan 2         c5 is a new member
   *            buyers | c4 | treatment | Jan 2
   *   after    buyers | c1 | holdout   | Jan 1 | contaminated
   *   Jan 3    buyers | c3 | treatment | Jan 2
   *            buyers | c4 | treatment | Jan 2
   *            buyers | c5 | holdout   | Jan 3         sha256(spring|buyers|c5) < 500
   * </pre>
   *
   * <p>Cost: a shuffle of the assignments, and of the members of the audiences with a holdout.
   *
   * @param before in the shape of {@link #table()}
   * @param members the members after the run: audience, customer_id
   * @param redirects in the shape of {@link IdentityTables#redirects()}
   * @param changes in the shape of {@link IdentityRunTables#changes()}
   * @return in the shape of {@link #table()}
   */
  public static Dataset<Row> update(
      Dataset<Row> before,
      Dataset<Row> members,
      List<Audience> audiences,
      Dataset<Row> redirects,
      Dataset<Row> changes,
      Run run) {
    Dataset<Row> carried = carried(before, redirects);
    Dataset<Row> known = carried.unionByName(inherited(carried, redirects, changes));
    Dataset<Row> first =
        members
            .select(AUDIENCE, CUSTOMER_ID)
            .join(broadcast(Experiments.rows(before.sparkSession(), audiences)), AUDIENCE)
            .join(known, KEY, "left_anti");
    return table().select(known.unionByName(assigned(first, run)));
  }

  /** The assignments by the ids that customers have today. */
  private static Dataset<Row> carried(Dataset<Row> before, Dataset<Row> redirects) {
    return before
        .withColumnRenamed(CUSTOMER_ID, "was")
        .join(
            redirects.select(col(CUSTOMER_ID).as("was"), col("current_customer_id")),
            new String[] {"was"},
            "left")
        .groupBy(
            col(AUDIENCE),
            col(EXPERIMENT),
            coalesce(col("current_customer_id"), col("was")).as(CUSTOMER_ID))
        .agg(
            min(struct(col(ASSIGNED_AT), col(RUN_ID), col("was"), col(ARM), col(DEFINITION)))
                .as(FIRST),
            max(CONTAMINATED).or(min(ARM).notEqual(max(ARM))).as(CONTAMINATED))
        .select(
            col(AUDIENCE),
            col(EXPERIMENT),
            col(CUSTOMER_ID),
            col(FIRST + "." + ARM),
            col(FIRST + "." + ASSIGNED_AT),
            col(FIRST + "." + RUN_ID),
            col(CONTAMINATED),
            col(FIRST + "." + DEFINITION));
  }

  /** What the parts of customers that were split after their assignment keep of it. */
  private static Dataset<Row> inherited(
      Dataset<Row> carried, Dataset<Row> redirects, Dataset<Row> changes) {
    Dataset<Row> parts =
        changes
            .where(col("change").equalTo("split"))
            .select(
                col("related_customer_id").as(CUSTOMER_ID),
                col(CUSTOMER_ID).as("part"),
                col(IdentityTables.AS_OF).as("split_at"))
            .join(
                redirects.select(col(CUSTOMER_ID).as("part")), new String[] {"part"}, "left_anti");
    return table()
        .select(
            carried
                .join(parts, CUSTOMER_ID)
                .where(col(ASSIGNED_AT).lt(col("split_at")))
                .drop(CUSTOMER_ID)
                .withColumnRenamed("part", CUSTOMER_ID))
        .join(carried, KEY, "left_anti");
  }

  private static Dataset<Row> assigned(Dataset<Row> members, Run run) {
    return table()
        .select(
            members
                .withColumn(ARM, when(Experiments.isHeldOut(), HOLDOUT).otherwise(TREATMENT))
                .withColumn(ASSIGNED_AT, lit(run.asOf()))
                .withColumn(RUN_ID, lit(run.id()))
                .withColumn(CONTAMINATED, lit(false)));
  }
}
