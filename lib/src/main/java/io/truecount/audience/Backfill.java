package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AS_OF;
import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CHANGE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.audience.AudienceTables.DEFINITION_HASH;
import static io.truecount.audience.AudienceTables.ENTERED;
import static io.truecount.audience.AudienceTables.ENTERED_AT;
import static io.truecount.audience.AudienceTables.LEFT;
import static io.truecount.audience.AudienceTables.LEFT_AT;
import static io.truecount.audience.AudienceTables.LEFT_RUN_ID;
import static io.truecount.audience.AudienceTables.REASON;
import static io.truecount.audience.AudienceTables.RUN_ID;
import static io.truecount.audience.AudienceTables.SIZE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.StructType;

/**
 * Past membership of one audience, put between what is known before and after it, so that stays
 * that go on are one stay:
 *
 * <pre>
 *   evaluated   1 Mar: c1, c2   2 Mar: c1      known of 3 Mar: c1 entered, c3 entered
 *   stays       c1 | 1 Mar | NULL              c1 has been a member since 1 March
 *               c2 | 1 Mar | 2 Mar | condition
 *               c3 | 3 Mar | NULL
 * </pre>
 *
 * @param hash of the definition that was evaluated
 * @param evaluated as_of by as_of, in their order
 * @param before the last evaluation before them, by an earlier backfill; empty for none
 * @param after the first evaluation after them; empty when the last one evaluated goes on
 */
public record Backfill(
    String audience,
    String hash,
    List<Snapshot> evaluated,
    Optional<Snapshot> before,
    Optional<Snapshot> after) {
  /** Where a member was found, in the rows that {@link #stays} takes; from 1. */
  public static final String POSITION = "position";

  private static final String ISLAND = "island";
  private static final String START = "start";
  private static final String END = "end";

  public Backfill {
    evaluated = List.copyOf(evaluated);
    if (evaluated.isEmpty()) {
      throw new IllegalArgumentException("Invalid backfill: nothing is evaluated");
    }
  }

  /** Position after the last one evaluated. */
  private int next() {
    return evaluated.size() + 1;
  }

  /** The evaluations whose rows in the tables of changes and sizes are made by this. */
  private List<Snapshot> written() {
    List<Snapshot> all = new ArrayList<>(evaluated);
    after.ifPresent(all::add);
    return all;
  }

  /**
   * All stays of the audience with those of the backfill. What an earlier backfill found at the
   * same times is replaced, so that repeating it repeats the result. Cost: one shuffle of the
   * members at all times.
   *
   * @param known the audience's stays, in the shape of {@link AudienceTables#members()}
   * @param members customer_id and position of each member at each time evaluated
   * @return in the shape of {@link AudienceTables#members()}
   */
  public Dataset<Row> stays(Dataset<Row> known, Dataset<Row> members) {
    Dataset<Row> all =
        members
            .select(col(CUSTOMER_ID), col(POSITION))
            .unionByName(started(known), true)
            .unionByName(continued(known), true);
    Column place = row_number().over(Window.partitionBy(CUSTOMER_ID).orderBy(POSITION));
    Dataset<Row> islands =
        all.withColumn(ISLAND, col(POSITION).minus(place))
            .groupBy(CUSTOMER_ID, ISLAND)
            .agg(
                min(POSITION).as(START),
                max(POSITION).as(END),
                max("started_at").as("started_at"),
                max("started_run").as("started_run"),
                max(LEFT_AT).as("known_left_at"),
                max(REASON).as("known_reason"),
                max(LEFT_RUN_ID).as("known_left_run"),
                max(DEFINITION_HASH).as("known_hash"));
    return apart(known).unionByName(AudienceTables.members().select(stays(islands)));
  }

  private Dataset<Row> stays(Dataset<Row> islands) {
    Column goesOn = col(END).equalTo(next());
    Column leftAt = get(times(), col(END));
    return islands
        .withColumn(AUDIENCE, lit(audience))
        .withColumn(ENTERED_AT, coalesce(col("started_at"), get(times(), col(START).minus(1))))
        .withColumn(RUN_ID, coalesce(col("started_run"), get(runs(), col(START).minus(1))))
        .withColumn(LEFT_AT, when(goesOn, col("known_left_at")).otherwise(leftAt))
        .withColumn(
            REASON, when(goesOn, col("known_reason")).when(leftAt.isNotNull(), lit("condition")))
        .withColumn(
            LEFT_RUN_ID, when(goesOn, col("known_left_run")).otherwise(get(runs(), col(END))))
        .withColumn(DEFINITION_HASH, when(goesOn, col("known_hash")).otherwise(lit(hash)));
  }

  /** Members at the evaluation before, at position 0. */
  private Dataset<Row> started(Dataset<Row> known) {
    return at(known, before)
        .select(
            col(CUSTOMER_ID),
            lit(0).as(POSITION),
            col(ENTERED_AT).as("started_at"),
            col(RUN_ID).as("started_run"));
  }

  /** Members at the evaluation after, with how their stays end. */
  private Dataset<Row> continued(Dataset<Row> known) {
    return at(known, after)
        .select(
            col(CUSTOMER_ID),
            lit(next()).as(POSITION),
            col(LEFT_AT),
            col(REASON),
            col(LEFT_RUN_ID),
            col(DEFINITION_HASH));
  }

  private static Dataset<Row> at(Dataset<Row> known, Optional<Snapshot> snapshot) {
    return known.where(
        snapshot
            .map(
                s ->
                    col(ENTERED_AT)
                        .leq(lit(s.asOf()))
                        .and(col(LEFT_AT).isNull().or(col(LEFT_AT).gt(lit(s.asOf())))))
            .orElse(lit(false)));
  }

  /** Stays that have ended before, and those that begin after it. */
  private Dataset<Row> apart(Dataset<Row> known) {
    Column ended = before.map(s -> col(LEFT_AT).leq(lit(s.asOf()))).orElse(lit(false));
    Column later = after.map(s -> col(ENTERED_AT).gt(lit(s.asOf()))).orElse(lit(false));
    return AudienceTables.members().select(known.where(coalesce(ended.or(later), lit(false))));
  }

  private Column times() {
    return literals(snapshot -> lit(snapshot.asOf()));
  }

  private Column runs() {
    return literals(snapshot -> lit(snapshot.runId()));
  }

  /** By position, from 0 for the first. */
  private Column literals(Function<Snapshot, Column> value) {
    return array(written().stream().map(value).toArray(Column[]::new));
  }

  /**
   * Who entered and left at each time evaluated, and at the evaluation after it.
   *
   * @param stays as {@link #stays} gives them
   * @return in the shape of {@link AudienceTables#changes()}
   */
  public Dataset<Row> changes(Dataset<Row> stays) {
    Dataset<Row> times = broadcast(snapshots(stays.sparkSession()));
    Dataset<Row> entered =
        stays
            .join(times, RUN_ID)
            .withColumn(CHANGE, lit(ENTERED))
            .withColumn(
                REASON, when(col(ENTERED_AT).lt(col(AS_OF)), "merged").otherwise("condition"));
    Dataset<Row> left =
        stays
            .drop(RUN_ID)
            .withColumnRenamed(LEFT_RUN_ID, RUN_ID)
            .join(times, RUN_ID)
            .withColumn(CHANGE, lit(LEFT));
    return AudienceTables.changes()
        .select(entered)
        .unionByName(AudienceTables.changes().select(left));
  }

  /**
   * The sizes at each time evaluated, and at the evaluation after it.
   *
   * @param stays as {@link #stays} gives them
   * @param changes as {@link #changes} gives them
   * @param known in the shape of {@link AudienceTables#sizes()}
   * @return in the shape of {@link AudienceTables#sizes()}
   */
  public Dataset<Row> sizes(Dataset<Row> stays, Dataset<Row> changes, Dataset<Row> known) {
    Dataset<Row> times = snapshots(stays.sparkSession());
    Column isMember =
        col(ENTERED_AT).leq(col(AS_OF)).and(col(LEFT_AT).isNull().or(col(LEFT_AT).gt(col(AS_OF))));
    Dataset<Row> members =
        stays
            .select(ENTERED_AT, LEFT_AT)
            .join(broadcast(times), isMember)
            .groupBy(RUN_ID)
            .agg(count(lit(1)).as(SIZE));
    Dataset<Row> moves =
        changes
            .groupBy(RUN_ID)
            .agg(
                count(when(col(CHANGE).equalTo(ENTERED), lit(1))).as(ENTERED),
                count(when(col(CHANGE).equalTo(LEFT), lit(1))).as(LEFT));
    Dataset<Row> hashes =
        known.where(col(AUDIENCE).equalTo(audience)).select(col(RUN_ID), col(DEFINITION_HASH));
    return AudienceTables.sizes()
        .select(
            times
                .join(members, new String[] {RUN_ID}, "left")
                .join(moves, new String[] {RUN_ID}, "left")
                .join(hashes, new String[] {RUN_ID}, "left")
                .na()
                .fill(0L, new String[] {SIZE, ENTERED, LEFT})
                .withColumn(AUDIENCE, lit(audience))
                .withColumn(
                    DEFINITION_HASH,
                    when(col(POSITION).lt(next()), lit(hash)).otherwise(col(DEFINITION_HASH))));
  }

  private Dataset<Row> snapshots(SparkSession spark) {
    List<Snapshot> all = written();
    return spark.createDataFrame(
        IntStream.range(0, all.size())
            .mapToObj(i -> RowFactory.create(all.get(i).runId(), all.get(i).asOf(), i + 1))
            .toList(),
        new StructType()
            .add(RUN_ID, StringType)
            .add(AS_OF, TimestampType)
            .add(POSITION, IntegerType));
  }
}
