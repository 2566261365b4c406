package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AS_OF;
import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.audience.AudienceTables.LEFT_AT;
import static io.truecount.audience.AudienceTables.RUN_ID;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import io.truecount.config.Run;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** How many members every two audiences share. */
public final class Overlaps {
  public static final String OTHER = "other";
  public static final String INTERSECTION = "intersection";
  public static final String SHARE = "share_of_audience";
  public static final String SHARE_OF_OTHER = "share_of_other";

  private static final String POSITION = "position";
  private static final String POSITIONS = "positions";

  private Overlaps() {}

  public static TableDefinition table() {
    return new TableDefinition(
        "audience_overlaps",
        "one pair of audiences in one run; each pair once, the names in alphabetical order",
        List.of(RUN_ID, AUDIENCE, OTHER),
        List.of(
            new Column(RUN_ID, StringType, "run"),
            new Column(AS_OF, TimestampType, "as_of of the run"),
            new Column(AUDIENCE, StringType, "audience, the first of the two by name"),
            new Column(OTHER, StringType, "the other audience"),
            new Column(INTERSECTION, LongType, "members of both"),
            new Column(
                SHARE,
                DoubleType,
                "intersection as a share of the members of audience; NULL when it has none"),
            new Column(
                SHARE_OF_OTHER,
                DoubleType,
                "intersection as a share of the members of other; NULL when it has none")));
  }

  /**
   * The overlaps after a run, exact, of every pair of audiences, those without members included.
   * Cost: one shuffle of the open stays by customer; then k² / 2 additions for a customer in k
   * audiences, into 8 bytes for each pair of audiences in each task (200 audiences: 160 kB), and
   * one shuffle of these.
   *
   * <pre>
   *   members   audience | customer_id    gives   audience | other | intersection | share | of other
   *             buyers   | c1                     buyers   | staff | 1            | 0.5   | 1.0
   *             buyers   | c2
   *             staff    | c2
   * </pre>
   *
   * @param members in the shape of {@link AudienceTables#members()}
   * @return in the shape of {@link #table()}
   */
  public static Dataset<Row> of(Dataset<Row> members, List<Audience> audiences, Run run) {
    String[] names = audiences.stream().map(Audience::name).sorted().toArray(String[]::new);
    Dataset<Row> sets =
        members
            .where(col(LEFT_AT).isNull())
            .join(broadcast(positions(members.sparkSession(), names)), AUDIENCE)
            .groupBy(CUSTOMER_ID)
            .agg(collect_set(POSITION).as(POSITIONS))
            .select(POSITIONS);
    MapPartitionsFunction<Row, Row> count = rows -> PairCounts.of(rows, names).rows();
    Dataset<Row> pairs =
        sets.unionByName(none(members.sparkSession()))
            .mapPartitions(count, Encoders.row(PairCounts.SCHEMA))
            .groupBy(AUDIENCE, OTHER)
            .agg(
                sum(INTERSECTION).as(INTERSECTION),
                sum(PairCounts.SIZE).as(PairCounts.SIZE),
                sum(PairCounts.OTHER_SIZE).as(PairCounts.OTHER_SIZE))
            .withColumn(SHARE, share(PairCounts.SIZE))
            .withColumn(SHARE_OF_OTHER, share(PairCounts.OTHER_SIZE))
            .withColumn(RUN_ID, lit(run.id()))
            .withColumn(AS_OF, lit(run.asOf()));
    return table().select(pairs);
  }

  private static org.apache.spark.sql.Column share(String size) {
    return when(col(size).gt(0), col(INTERSECTION).cast(DoubleType).divide(col(size)));
  }

  private static Dataset<Row> positions(SparkSession spark, String[] names) {
    List<Row> rows =
        IntStream.range(0, names.length).mapToObj(i -> RowFactory.create(names[i], i)).toList();
    return spark.createDataFrame(
        rows, new StructType().add(AUDIENCE, StringType).add(POSITION, IntegerType));
  }

  /** A customer in no audience, so that pairs are counted where there is no member at all. */
  private static Dataset<Row> none(SparkSession spark) {
    return spark.range(1).select(array().cast("array<int>").as(POSITIONS));
  }
}
