package io.truecount.source.record;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import org.apache.spark.sql.types.StructType;

/**
 * What every reader gives: one row per record read, in the columns of the canonical event, and what
 * is wrong with it. A record that could not be read has a reason and NULL for what is not known.
 */
public final class Records {
  public static final String SOURCE = "source";
  public static final String EVENT_ID = "event_id";
  public static final String ID_ORIGIN = "id_origin";
  public static final String TYPE = "type";
  public static final String NAME = "name";
  public static final String OCCURRED_AT = "occurred_at";
  public static final String RECEIVED_AT = "received_at";
  public static final String LOADED_AT = "loaded_at";
  public static final String IDENTIFIERS = "identifiers";
  public static final String PROPERTIES = "properties";
  public static final String EXTRA = "extra";
  public static final String CONTEXT = "context";
  public static final String CONSENT = "consent";
  public static final String CLOCK_SKEWED = "clock_skewed";
  public static final String PAYLOAD_HASH = "payload_hash";
  public static final String FILE = "file";
  public static final String POSITION = "position";

  /** Why the record is refused, a code of {@link Reasons}; NULL for a good one. */
  public static final String REASON = "reason";

  /** What is wrong, for people; NULL for a good one. */
  public static final String DETAIL = "detail";

  /** The record as read; good records have it too, for those who judge it later. */
  public static final String RAW = "raw";

  /**
   * In which of {@link io.truecount.config.SourceConfig#mappedPaths} the record has a value that is
   * not blank: a bit for each, the lowest for the first. NULL for a record that could not be read.
   */
  public static final String IDENTIFIER_PATHS = "identifier_paths";

  public static final String NATIVE = "native";
  public static final String FINGERPRINT = "fingerprint";

  /** Element of {@link #IDENTIFIERS}: neither part is NULL. */
  public static final StructType IDENTIFIER =
      new StructType().add("type", StringType).add("value", StringType);

  /** Context fields that people use; each NULL when the source has none. */
  public static final StructType CONTEXT_TYPE =
      new StructType()
          .add("page_url", StringType)
          .add("page_referrer", StringType)
          .add("campaign_source", StringType)
          .add("campaign_medium", StringType)
          .add("campaign_name", StringType)
          .add("device_type", StringType)
          .add("locale", StringType);

  /** A later {@code occurred_at} than this past {@code received_at} is a wrong clock. */
  public static final long MAX_SKEW_MICROS = 24L * 3600 * 1_000_000;

  private Records() {}

  /**
   * The schema of what readers give.
   *
   * @param properties the typed properties of all sources together
   */
  public static StructType schema(StructType properties) {
    return new StructType()
        .add(SOURCE, StringType)
        .add(EVENT_ID, StringType)
        .add(ID_ORIGIN, StringType)
        .add(TYPE, StringType)
        .add(NAME, StringType)
        .add(OCCURRED_AT, TimestampType)
        .add(RECEIVED_AT, TimestampType)
        .add(LOADED_AT, TimestampType)
        .add(IDENTIFIERS, createArrayType(IDENTIFIER, false))
        .add(PROPERTIES, properties)
        .add(EXTRA, StringType)
        .add(CONTEXT, CONTEXT_TYPE)
        .add(CONSENT, createMapType(StringType, BooleanType))
        .add(CLOCK_SKEWED, BooleanType)
        .add(PAYLOAD_HASH, LongType)
        .add(FILE, StringType)
        .add(POSITION, LongType)
        .add(REASON, StringType)
        .add(DETAIL, StringType)
        .add(RAW, StringType)
        .add(IDENTIFIER_PATHS, LongType);
  }
}
