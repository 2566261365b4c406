package io.truecount.event;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.source.record.Records;
import io.truecount.table.TableDefinition;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** What becomes of every record of a run. */
public final class Decisions {
  public static final String OUTCOME = "outcome";
  public static final String RECORDS = "records";

  /** The record is an event. */
  public static final String ACCEPTED = "accepted";

  /** The same event is published already, or another delivery of it wins. */
  public static final String DUPLICATE = "duplicate";

  /** An event with its key but another payload wins. */
  public static final String CONFLICT = "conflict";

  /** The record is refused. */
  public static final String QUARANTINED = "quarantined";

  /** Not a record of the run: a published event that another delivery of it beats. */
  public static final String DISPLACED = "displaced";

  /** Not a record of the run: a published event that a delivery with another payload beats. */
  public static final String DISPLACED_CONFLICT = "displaced_conflict";

  private static final StructType KEYS =
      new StructType()
          .add(Records.SOURCE, StringType)
          .add(Records.EVENT_ID, StringType)
          .add(Records.RECEIVED_AT, TimestampType)
          .add(Records.OCCURRED_AT, TimestampType)
          .add(Records.PAYLOAD_HASH, LongType)
          .add(Records.LOADED_AT, TimestampType)
          .add(Records.FILE, StringType)
          .add(Records.POSITION, LongType);

  private Decisions() {}

  /** Scratch between the two passes of ingest. */
  public static TableDefinition table() {
    return new TableDefinition(
        "ingest_decisions",
        "one record that is no event, or some accepted records of a source, counted",
        List.of(),
        List.of(
            column(Records.SOURCE, StringType, "source as configured"),
            column(
                OUTCOME,
                StringType,
                "accepted | duplicate | conflict | quarantined; of published events: displaced |"
                    + " displaced_conflict"),
            column(Records.EVENT_ID, StringType, "key of the event; NULL where accepted"),
            column(Records.FILE, StringType, "file of the record; NULL where accepted"),
            column(Records.POSITION, LongType, "line or row; NULL where accepted"),
            column(Records.LOADED_AT, TimestampType, "load time; NULL where accepted"),
            column(Records.REASON, StringType, "reason code; NULL unless quarantined"),
            column(Records.DETAIL, StringType, "what is wrong; NULL unless quarantined"),
            column(Records.RAW, StringType, "the record as read; NULL unless quarantined"),
            column(RECORDS, LongType, "how many records: 1, or how many accepted"),
            column(
                Records.IDENTIFIER_PATHS,
                createArrayType(LongType),
                "how many of the accepted have a value in each place that the source maps to an"
                    + " identifier; NULL unless accepted")));
  }

  /** The columns of events that {@link #decide} compares with. */
  static Dataset<Row> keys(Dataset<Row> events) {
    return events.select(columns(KEYS.fieldNames()));
  }

  /** No event is published. */
  static Dataset<Row> noKeys(Dataset<Row> like) {
    return like.sparkSession().createDataFrame(List.of(), KEYS);
  }

  /**
   * Decides by key (source, event_id): the winner has the smallest received_at, then occurred_at,
   * then payload hash, then file and position. The order is total, so neither the order of rows nor
   * their split into runs changes who wins.
   *
   * <p>Cost: one pass over the input, which is made at once, for keys, contract and reasons only,
   * and one shuffle and sort of the keys (about 100 bytes a record) together with those of the
   * published events that may share one: see {@link IndexedKeys}.
   *
   * <pre>
   *   records    source | event_id | received_at | payload_hash | position
   *              web    | 1        | 11 s        | 5            | 1
   *              web    | 2        | 9 s         | 7            | 2
   *              web    | 3        | 9 s         | 7            | 3
   *   published  web    | 1        | 10 s        | 5            | 1 of another file
   *              web    | 2        | 10 s        | 6            | 2 of another file
   *   result     outcome            | event_id | position           | records
   *              duplicate          | 1        | 1                  | 1
   *              displaced_conflict | 2        | 2 of another file  | 1
   *              accepted           | NULL     | NULL               | 2
   * </pre>
   *
   * @param records as {@link Ingest#input} gives them
   * @param published keys of the events that the run does not replace
   * @param partitions in which the keys are sorted, at least
   * @return rows in the columns of {@link #table}; accepted records are only counted
   */
  static Dataset<Row> decide(Dataset<Row> records, PublishedKeys published, int partitions) {
    return published.decide(hashed(candidates(records)), partitions);
  }

  private static Dataset<Row> hashed(Dataset<Row> candidates) {
    return candidates
        .withColumn(EventKeys.KEY_HASH, EventKeys.hash())
        .select(columns(Deciding.CANDIDATE));
  }

  private static Dataset<Row> candidates(Dataset<Row> records) {
    Column refused = col(Records.REASON).isNotNull();
    // spread over all tasks
    Column place = concat_ws("#", col(Records.FILE), col(Records.POSITION));
    return records.select(
        col(Records.SOURCE),
        when(refused, place).otherwise(col(Records.EVENT_ID)).as(Records.EVENT_ID),
        col(Records.RECEIVED_AT),
        col(Records.OCCURRED_AT),
        col(Records.PAYLOAD_HASH),
        col(Records.LOADED_AT),
        col(Records.FILE),
        col(Records.POSITION),
        col(Records.REASON),
        col(Records.DETAIL),
        when(refused, col(Records.RAW)).as(Records.RAW),
        lit(false).as(Deciding.PUBLISHED),
        coalesce(col(Records.IDENTIFIER_PATHS), lit(0L)).as(Records.IDENTIFIER_PATHS));
  }

  /** Published keys as candidates of a run, in the columns {@link Deciding#CANDIDATE}. */
  static Dataset<Row> publishedCandidates(Dataset<Row> keys) {
    return hashed(
        keys.withColumn(Records.REASON, lit(null).cast(StringType))
            .withColumn(Records.DETAIL, lit(null).cast(StringType))
            .withColumn(Records.RAW, lit(null).cast(StringType))
            .withColumn(Deciding.PUBLISHED, lit(true))
            .withColumn(Records.IDENTIFIER_PATHS, lit(0L)));
  }

  private static io.truecount.table.Column column(String name, DataType type, String doc) {
    return new io.truecount.table.Column(name, type, doc);
  }

  private static Column[] columns(String... names) {
    return Arrays.stream(names).map(functions::col).toArray(Column[]::new);
  }
}
