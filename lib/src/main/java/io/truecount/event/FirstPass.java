package io.truecount.event;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The first pass of ingest over an interval: what becomes of every record.
 *
 * @param context as given, with the damaged files that are refused whole
 * @param decisions in the columns of {@link Decisions#table}; the caller persists them before
 *     {@link #apply}, which reads them several times
 */
public record FirstPass(Ingest.Context context, Ingest.Input input, Dataset<Row> decisions) {
  /** Makes the pass at once, and once more when damaged files made it fail. */
  public static FirstPass of(
      SparkSession spark, Ingest.Context context, PublishedEvents published) {
    return DamagedFiles.refused(
        spark,
        context,
        given -> {
          Ingest.Input input = Ingest.input(spark, given);
          return new FirstPass(
              given, input, Ingest.decide(input, published.keys(given.interval())));
        });
  }

  /** The second pass; see {@link Ingest#apply}. */
  public IngestResult apply() {
    return Ingest.apply(input, decisions, context);
  }

  /** The files that have bytes and gave no record, by source; see {@link Ingest#silentFiles}. */
  public Map<String, List<String>> silentFiles(Dataset<Row> events) {
    return Ingest.silentFiles(input, decisions, events, context);
  }
}
