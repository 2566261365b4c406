package io.truecount.event;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many records a run read, and how many of them had which outcome: {@code read} is the sum of
 * the others.
 */
public record RecordCounts(
    long read, long accepted, long duplicate, long conflict, long quarantined) {
  public static final RecordCounts NONE = new RecordCounts(0, 0, 0, 0, 0);

  /** Of one row of {@link EventTables#ingestCounts}. */
  public static RecordCounts of(Row row) {
    return new RecordCounts(
        row.<Long>getAs("read"),
        row.<Long>getAs(Decisions.ACCEPTED),
        row.<Long>getAs(Decisions.DUPLICATE),
        row.<Long>getAs(Decisions.CONFLICT),
        row.<Long>getAs(Decisions.QUARANTINED));
  }

  /**
   * The counts of one run by source, in the order of their names.
   *
   * @param counts rows of {@link EventTables#ingestCounts}: as many as there are sources
   */
  public static Map<String, RecordCounts> bySource(Dataset<Row> counts, String runId) {
    Map<String, RecordCounts> bySource = new TreeMap<>();
    counts
        .filter(EventTables.ofRun(runId).condition())
        .collectAsList()
        .forEach(row -> bySource.put(row.getAs(EventTables.SOURCE), of(row)));
    return bySource;
  }

  public RecordCounts plus(RecordCounts other) {
    return new RecordCounts(
        read + other.read,
        accepted + other.accepted,
        duplicate + other.duplicate,
        conflict + other.conflict,
        quarantined + other.quarantined);
  }
}
