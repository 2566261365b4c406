package io.truecount.event;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import io.truecount.config.Interval;
import io.truecount.source.record.Records;
import io.truecount.table.Column;
import io.truecount.table.Slice;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/** The tables of ingest: events, events_conflict, quarantine, ingest_counts. */
public final class EventTables {
  public static final String EVENTS = "events";
  public static final String CONFLICTS = "events_conflict";
  public static final String QUARANTINE = "quarantine";

  /** The table that holds the records of an outcome; duplicates are in none. */
  public static final Map<String, String> BY_OUTCOME =
      Map.of(
          Decisions.ACCEPTED, EVENTS,
          Decisions.CONFLICT, CONFLICTS,
          Decisions.QUARANTINED, QUARANTINE);

  public static final String SOURCE = Records.SOURCE;
  public static final String EVENT_ID = Records.EVENT_ID;
  public static final String ID_ORIGIN = Records.ID_ORIGIN;
  public static final String TYPE = Records.TYPE;
  public static final String NAME = Records.NAME;
  public static final String OCCURRED_AT = Records.OCCURRED_AT;
  public static final String RECEIVED_AT = Records.RECEIVED_AT;
  public static final String LOADED_AT = Records.LOADED_AT;
  public static final String RUN_ID = "run_id";
  public static final String IDENTIFIERS = Records.IDENTIFIERS;
  public static final String PROPERTIES = Records.PROPERTIES;
  public static final String EXTRA = Records.EXTRA;
  public static final String CONTEXT = Records.CONTEXT;
  public static final String CONSENT = Records.CONSENT;
  public static final String CLOCK_SKEWED = Records.CLOCK_SKEWED;
  public static final String PAYLOAD_HASH = Records.PAYLOAD_HASH;
  public static final String REASON = Records.REASON;
  public static final String DETAIL = Records.DETAIL;
  public static final String RAW = "raw";
  public static final String FILE = Records.FILE;
  public static final String POSITION = Records.POSITION;

  /**
   * Element of {@link #IDENTIFIERS}: one identifier as the source spells it; neither part is NULL.
   */
  public static final StructType IDENTIFIER = Records.IDENTIFIER;

  /** Context fields that people use; each NULL when the source has none. */
  public static final StructType CONTEXT_TYPE = Records.CONTEXT_TYPE;

  public static final String IDENTIFIER_PATHS = Records.IDENTIFIER_PATHS;

  private EventTables() {}

  /**
   * The canonical events.
   *
   * @param properties the typed properties that the contracts of all sources declare together
   */
  public static TableDefinition events(StructType properties) {
    return new TableDefinition(
            EVENTS, "one canonical event", List.of(SOURCE, EVENT_ID), eventColumns(properties))
        .sortedBy(LOADED_AT, OCCURRED_AT);
  }

  /** Same key as an event, another payload: the losers, in the shape of events. */
  public static TableDefinition eventsConflict(StructType properties) {
    return new TableDefinition(
        CONFLICTS,
        "one record that has the key of an event but another payload",
        List.of(),
        eventColumns(properties));
  }

  public static TableDefinition quarantine() {
    return new TableDefinition(
        QUARANTINE,
        "one record that was refused",
        List.of(),
        List.of(
            new Column(SOURCE, StringType, "source as configured"),
            new Column(
                REASON,
                StringType,
                "unparsable | truncated | unreadable (of a whole file) | contract"),
            new Column(DETAIL, StringType, "what is wrong with this record, for people"),
            new Column(RAW, StringType, "the record as read; NULL when its bytes were unreadable"),
            new Column(FILE, StringType, "file of the record"),
            new Column(
                POSITION,
                LongType,
                "line or row in the file, from 1, and 10,000,000,000 more for each call of a batch"
                    + " after its first; 0 for the file as a whole"),
            new Column(LOADED_AT, TimestampType, "load time of the file"),
            new Column(RUN_ID, StringType, "run that refused it")));
  }

  public static TableDefinition ingestCounts() {
    return new TableDefinition(
        "ingest_counts",
        "one source in one run; read = accepted + duplicate + conflict + quarantined",
        List.of(RUN_ID, SOURCE),
        List.of(
            new Column(RUN_ID, StringType, "run"),
            new Column(SOURCE, StringType, "source as configured"),
            new Column("read", LongType, "records read"),
            new Column("accepted", LongType, "records that became events"),
            new Column(
                "duplicate",
                LongType,
                "records equal to a published event, or to another record of the run"),
            new Column("conflict", LongType, "records with an event's key and another payload"),
            new Column("quarantined", LongType, "records refused"),
            new Column(
                IDENTIFIER_PATHS,
                createMapType(StringType, LongType),
                "accepted records with a value in each place that the source's own configuration"
                    + " maps to an identifier, by place; NULL when it maps none, and in rows older"
                    + " than this column")));
  }

  /** The rows of a load time. */
  public static Slice loadedIn(Interval interval) {
    return new Slice.During(LOADED_AT, interval.start(), interval.end());
  }

  /** The rows of several spans of load time. */
  public static Slice loadedIn(List<Interval> spans) {
    return new Slice.AnyOf(spans.stream().map(EventTables::loadedIn).toList());
  }

  /** The rows that a run wrote. */
  public static Slice ofRun(String runId) {
    return new Slice.Equal(RUN_ID, runId);
  }

  private static List<Column> eventColumns(StructType properties) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(SOURCE, StringType, "source as configured"));
    columns.add(
        new Column(EVENT_ID, StringType, "the source's id, else a fingerprint").withoutRange());
    columns.add(new Column(ID_ORIGIN, StringType, "native | fingerprint").withoutRange());
    columns.add(
        new Column(TYPE, StringType, "track, identify, page, screen, group, alias").withoutRange());
    columns.add(
        new Column(NAME, StringType, "event name; for pages the page's name").withoutRange());
    columns.add(new Column(OCCURRED_AT, TimestampType, "when it happened, clock skew corrected"));
    columns.add(new Column(RECEIVED_AT, TimestampType, "when the source's collector received it"));
    columns.add(new Column(LOADED_AT, TimestampType, "load time of its file; runs go by it"));
    columns.add(new Column(RUN_ID, StringType, "run that accepted it").withoutRange());
    columns.add(
        new Column(
            IDENTIFIERS,
            createArrayType(IDENTIFIER, false),
            "identifiers as the source spells them"));
    columns.add(new Column(PROPERTIES, properties, "properties and traits that contracts declare"));
    columns.add(new Column(EXTRA, StringType, "the other properties as a JSON object, else NULL"));
    columns.add(new Column(CONTEXT, CONTEXT_TYPE, "campaign, page, device, locale"));
    columns.add(
        new Column(
            CONSENT,
            createMapType(StringType, BooleanType),
            "consent by category; NULL when the event says nothing"));
    columns.add(
        new Column(
            CLOCK_SKEWED, BooleanType, "occurred_at was over 24 h past received_at, and replaced"));
    columns.add(new Column(PAYLOAD_HASH, LongType, "64-bit hash of the payload").withoutRange());
    columns.add(new Column(FILE, StringType, "file of the record").withoutRange());
    columns.add(
        new Column(
                POSITION,
                LongType,
                "line or row in the file, from 1, and 10,000,000,000 more for each call of a batch"
                    + " after its first")
            .withoutRange());
    return columns;
  }

  /**
   * All tables that hold records, refused ones, their counts, and the index of their keys.
   *
   * @param properties the typed properties of all sources together
   */
  public static List<TableDefinition> all(StructType properties) {
    return List.of(
        events(properties),
        eventsConflict(properties),
        quarantine(),
        ingestCounts(),
        EventKeys.table());
  }
}
