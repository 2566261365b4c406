package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.not;

import io.truecount.config.Run;
import io.truecount.event.EventTables;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * The events that are stored before a run, in one shape with those that it adds: the columns of the
 * project of today, NULL where an event was stored without them, and those that earlier projects
 * have declared.
 *
 * @param published by whichever run
 * @param displaced those that this run has made conflicts before, where it is repeated: it decides
 *     about them again, as it replaces its conflicts
 * @param lost the conflicts that are stored
 * @param table the shape of events
 * @param conflicts the shape of conflicts: the same columns
 * @param isRetyped whether a property is stored in another type, so that all rows of both tables
 *     are written again
 */
record Held(
    Dataset<Row> published,
    Dataset<Row> displaced,
    Dataset<Row> lost,
    TableDefinition table,
    TableDefinition conflicts,
    boolean isRetyped) {
  /** Empty before the first release. */
  static Optional<Held> of(RunContext context) {
    return context.store().exists(EventTables.EVENTS)
        ? Optional.of(read(context))
        : Optional.empty();
  }

  private static Held read(RunContext context) {
    Staging staging = context.staging();
    StructType properties = context.config().properties();
    Dataset<Row> events = staging.readPublished(EventTables.EVENTS);
    Dataset<Row> lost =
        staging.exists(EventTables.CONFLICTS)
            ? staging.readPublished(EventTables.CONFLICTS)
            : EventTables.eventsConflict(properties).empty(context.spark());
    TableDefinition table = shape(EventTables.events(properties), events, lost);
    TableDefinition conflicts = shape(EventTables.eventsConflict(properties), events, lost);
    return new Held(
        table.conform(events),
        displaced(context, table.conform(lost)),
        conflicts.conform(lost),
        table,
        conflicts,
        table.retypes(events.schema()) || conflicts.retypes(lost.schema()));
  }

  private static TableDefinition shape(
      TableDefinition table, Dataset<Row> events, Dataset<Row> conflicts) {
    return table.withStored(events.schema()).withStored(conflicts.schema());
  }

  private static Dataset<Row> displaced(RunContext context, Dataset<Row> conflicts) {
    Run run = context.run();
    return context.releases().holds(run.id())
        ? conflicts.filter(displacedBy(run))
        : conflicts.limit(0);
  }

  /** A run's own records that lost were loaded in its interval. */
  private static Column displacedBy(Run run) {
    Slice own =
        new Slice.During(EventTables.LOADED_AT, run.interval().start(), run.interval().end());
    return new Slice.Equal(EventTables.RUN_ID, run.id()).condition().and(not(own.condition()));
  }

  Dataset<Row> events() {
    return published.unionByName(displaced);
  }
}
