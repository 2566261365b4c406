package io.truecount.event;

import io.truecount.config.Run;
import io.truecount.table.TablePart;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one run makes of its records; lazy. {@code events} and {@code conflicts} read the input
 * again, {@code conflicts} only where there are any; {@code quarantine} and {@code counts} come
 * from the decisions.
 *
 * @param events in the columns of {@link EventTables#events}
 * @param conflicts in the columns of {@link EventTables#eventsConflict}
 * @param quarantine in the columns of {@link EventTables#quarantine}
 * @param counts in the columns of {@link EventTables#ingestCounts}, one row for every source
 * @param shared what they have in common, computed once; {@link #close} releases it
 */
public record IngestResult(
    Dataset<Row> events,
    Dataset<Row> conflicts,
    Dataset<Row> quarantine,
    Dataset<Row> counts,
    List<Dataset<Row>> shared)
    implements AutoCloseable {

  public IngestResult {
    shared = List.copyOf(shared);
  }

  /** The run's quarantine and counts; see {@link LateDelivery#parts} for events and conflicts. */
  public List<TablePart> parts(Run run) {
    return List.of(
        TablePart.of(EventTables.quarantine(), EventTables.loadedIn(run.interval()), quarantine),
        TablePart.of(EventTables.ingestCounts(), EventTables.ofRun(run.id()), counts));
  }

  @Override
  public void close() {
    shared.forEach(Dataset::unpersist);
  }
}
