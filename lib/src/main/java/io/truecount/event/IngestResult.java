package io.truecount.event;

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
 */
public record IngestResult(
    Dataset<Row> events, Dataset<Row> conflicts, Dataset<Row> quarantine, Dataset<Row> counts) {}
