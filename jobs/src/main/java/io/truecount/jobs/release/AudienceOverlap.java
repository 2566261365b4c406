package io.truecount.jobs.release;

import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import io.truecount.audience.AudienceTables;
import io.truecount.audience.Overlaps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The overlaps of the newest run in the views of a session.
 *
 * @param pairs in the shape of {@link Overlaps#table()}
 * @param sizes members by audience
 */
public record AudienceOverlap(
    String runId, Instant asOf, Dataset<Row> pairs, SortedMap<String, Long> sizes) {
  private static final String SWAPPED = "swapped";

  /** Reads them; the view of overlaps must be there. */
  public static AudienceOverlap newest(SparkSession spark) {
    Dataset<Row> all = spark.table(Overlaps.table().name());
    Row run =
        all.agg(max(struct(col(AudienceTables.AS_OF), col(AudienceTables.RUN_ID))))
            .head()
            .getStruct(0);
    String id = run.getString(1);
    return new AudienceOverlap(id, instant(run.get(0)), ofRun(all, id), sizes(spark, id));
  }

  private static Dataset<Row> ofRun(Dataset<Row> rows, String run) {
    return rows.where(col(AudienceTables.RUN_ID).equalTo(run));
  }

  private static SortedMap<String, Long> sizes(SparkSession spark, String run) {
    Map<String, Long> sizes =
        ofRun(spark.table(AudienceTables.sizes().name()), run).collectAsList().stream()
            .collect(
                toMap(
                    row -> row.getAs(AudienceTables.AUDIENCE),
                    row -> row.<Long>getAs(AudienceTables.SIZE)));
    return new TreeMap<>(sizes);
  }

  private static Instant instant(Object value) {
    return value instanceof java.sql.Timestamp time ? time.toInstant() : (Instant) value;
  }

  /** The pairs within some audiences. */
  public Dataset<Row> among(List<String> audiences) {
    Object[] names = audiences.toArray();
    return pairs.where(
        col(AudienceTables.AUDIENCE).isin(names).and(col(Overlaps.OTHER).isin(names)));
  }

  /** The pairs of one audience, which is the first of each. */
  public Dataset<Row> of(String audience) {
    Dataset<Row> second = pairs.where(col(Overlaps.OTHER).equalTo(audience));
    return pairs
        .where(col(AudienceTables.AUDIENCE).equalTo(audience))
        .unionByName(
            second
                .withColumnRenamed(AudienceTables.AUDIENCE, SWAPPED)
                .withColumnRenamed(Overlaps.OTHER, AudienceTables.AUDIENCE)
                .withColumnRenamed(SWAPPED, Overlaps.OTHER)
                .withColumnRenamed(Overlaps.SHARE, SWAPPED)
                .withColumnRenamed(Overlaps.SHARE_OF_OTHER, Overlaps.SHARE)
                .withColumnRenamed(SWAPPED, Overlaps.SHARE_OF_OTHER));
  }
}
