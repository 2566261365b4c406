package io.truecount.identity.linkage;

import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.PROPERTIES;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.IdentityConfig;
import io.truecount.config.LinkageConfig;
import io.truecount.config.LinkageConfig.Comparison;
import io.truecount.event.EventTables;
import io.truecount.identity.NormalizedIdentifiers;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The records that are compared: one for each identifier of the configured type, with the latest
 * value of each compared property that is not NULL, in lower case and without double spaces.
 *
 * <pre>
 *   events    crm_id | occurred_at | surname | postcode     records   crm_id | values
 *             c1     | 1           | Miller  | 50667                  c1     | [smith, 50667]
 *             c1     | 2           | Smith   | NULL
 * </pre>
 */
final class LinkageRecords {
  /** An array of strings, one of each comparison. */
  static final String VALUES = "values";

  /** An array: the share of records with a value that have this one, of comparisons that ask. */
  static final String FREQUENCIES = "frequencies";

  private LinkageRecords() {}

  /**
   * The records: key, value of the identifier, values, frequencies. Cost: one aggregation of the
   * events with such an identifier, and one of the records for each comparison with frequencies.
   *
   * @param events in the shape of {@link EventTables#events}
   */
  static Dataset<Row> of(Dataset<Row> events, IdentityConfig config, LinkageConfig linkage) {
    List<Column> latest = new ArrayList<>();
    for (Comparison comparison : linkage.comparisons()) {
      latest.add(latest(comparison.property()));
    }
    Dataset<Row> records =
        NormalizedIdentifiers.ofEvents(events, linkage.record(), config)
            .groupBy(KEY, VALUE)
            .agg(array(latest.toArray(Column[]::new)).as(VALUES));
    return withFrequencies(records, linkage);
  }

  private static Column latest(String property) {
    Column value = normal(col(PROPERTIES).getField(property).cast(DataTypes.StringType));
    Column order = struct(col(OCCURRED_AT), col(EventTables.SOURCE), col(EVENT_ID));
    return max_by(value, when(value.isNotNull(), order));
  }

  private static Column normal(Column text) {
    Column one = trim(regexp_replace(lower(text), "\\s+", " "));
    return when(one.notEqual(""), one);
  }

  private static Dataset<Row> withFrequencies(Dataset<Row> records, LinkageConfig linkage) {
    Dataset<Row> result = records;
    List<Column> frequencies = new ArrayList<>();
    for (int i = 0; i < linkage.comparisons().size(); i++) {
      Column none = lit(null).cast(DataTypes.DoubleType);
      if (linkage.comparisons().get(i).termFrequency()) {
        result = withFrequency(result, i);
        frequencies.add(col("f" + i));
      } else {
        frequencies.add(none);
      }
    }
    return result.select(
        col(KEY),
        col(VALUE),
        col(VALUES),
        array(frequencies.toArray(Column[]::new)).as(FREQUENCIES));
  }

  private static Dataset<Row> withFrequency(Dataset<Row> records, int position) {
    String of = "v" + position;
    Dataset<Row> valued = records.withColumn(of, get(col(VALUES), lit(position)));
    Dataset<Row> given = valued.where(col(of).isNotNull());
    Dataset<Row> counts = given.groupBy(of).agg(count(lit(1)).as("n"));
    Dataset<Row> all = given.agg(count(lit(1)).as("all"));
    Dataset<Row> shares =
        counts
            .crossJoin(broadcast(all))
            .select(col(of), col("n").divide(col("all")).as("f" + position));
    return valued.join(shares, new String[] {of}, "left").drop(of);
  }
}
