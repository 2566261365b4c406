package io.truecount.identity;

import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.IdentityConfig;
import io.truecount.event.EventTables;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Identifiers as records link by them, beside other columns. */
public final class NormalizedIdentifiers {
  private NormalizedIdentifiers() {}

  /**
   * A row for each event and each of its identifiers of one type, with the identifier's key and
   * normalised value. Events without one are left out, and values that link no records.
   *
   * @param events in the shape of {@link EventTables#events}
   */
  public static Dataset<Row> ofEvents(Dataset<Row> events, String type, IdentityConfig config) {
    Column ofType =
        filter(
            read(config, events.col(EventTables.IDENTIFIERS)),
            one -> one.getField(TYPE).equalTo(type));
    Dataset<Row> rows = events.withColumn("__one", explode(ofType));
    Column one = rows.col("__one");
    return rows.withColumn(KEY, key(one)).withColumn(VALUE, one.getField(VALUE)).drop("__one");
  }

  /**
   * An identifier from its type and raw value: a structure of type, value and key; NULL where the
   * value links no records.
   */
  public static Column of(Column type, Column value, IdentityConfig config) {
    Column raw =
        array(
            struct(
                type.cast(DataTypes.StringType).as(TYPE),
                value.cast(DataTypes.StringType).as(VALUE)));
    Column one = get(read(config, raw), lit(0));
    return when(
        one.isNotNull(),
        struct(one.getField(TYPE).as(TYPE), one.getField(VALUE).as(VALUE), key(one).as(KEY)));
  }

  private static Column read(IdentityConfig config, Column raw) {
    return udf(new IdentifierReader(config), IdentifierReader.TYPE)
        .apply(raw)
        .getField(IdentifierReader.ACCEPTED);
  }

  private static Column key(Column identifier) {
    return xxhash64(identifier.getField(TYPE), identifier.getField(VALUE));
  }
}
