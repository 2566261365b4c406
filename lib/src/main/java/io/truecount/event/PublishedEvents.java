package io.truecount.event;

import static org.apache.spark.sql.functions.not;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The events that are published before a run, in one shape with those that the run adds: the
 * columns of today's project, and the columns that earlier projects declared. An event that was
 * stored before a column was declared has NULL there.
 *
 * <pre>
 *   stored      event_id | properties.coupon    today's project declares   properties.channel
 *               1        | SPRING
 *   events      event_id | properties.channel | properties.coupon
 *               1        | NULL               | SPRING
 * </pre>
 *
 * @param events published by any run
 * @param eventsIn the {@code events} of a slice; no file without one is opened
 * @param displaced when the run is repeated, the events of other loads that its first execution
 *     turned into conflicts: the run replaces its conflicts, and so decides about these again
 * @param conflicts published by any run
 * @param eventTable the shape of {@code events} and {@code displaced}
 * @param conflictTable the shape of {@code conflicts}: the same columns
 * @param isRetyped whether a property is stored in another type than it has now, so that all rows
 *     of both tables are written again
 * @param index rows of {@link EventKeys#table} for {@code events}; empty when there is no complete
 *     one
 */
public record PublishedEvents(
    Dataset<Row> events,
    Function<Slice, Dataset<Row>> eventsIn,
    Dataset<Row> displaced,
    Dataset<Row> conflicts,
    TableDefinition eventTable,
    TableDefinition conflictTable,
    boolean isRetyped,
    Optional<Dataset<Row>> index) {

  /**
   * The published events that a run's staging area sees; none before the first release.
   *
   * @param properties the typed properties that the contracts of all sources declare together
   * @param repeated the run, when it is published already
   */
  public static PublishedEvents in(
      SparkSession spark, Staging staging, StructType properties, Optional<Run> repeated) {
    TableDefinition events = EventTables.events(properties);
    Dataset<Row> all = published(spark, staging, events);
    return of(
        all,
        slice -> staging.exists(events.name()) ? staging.readPublished(events.name(), slice) : all,
        published(spark, staging, EventTables.eventsConflict(properties)),
        index(staging),
        properties,
        repeated);
  }

  private static Optional<Dataset<Row>> index(Staging staging) {
    return EventKeys.isComplete(staging)
        ? Optional.of(staging.readPublished(EventKeys.EVENT_KEYS))
        : Optional.empty();
  }

  private static Dataset<Row> published(
      SparkSession spark, Staging staging, TableDefinition table) {
    return staging.exists(table.name()) ? staging.readPublished(table.name()) : table.empty(spark);
  }

  /** As {@link #in}, of rows as they are stored. Lazy. */
  static PublishedEvents of(
      Dataset<Row> events,
      Function<Slice, Dataset<Row>> eventsIn,
      Dataset<Row> conflicts,
      Optional<Dataset<Row>> index,
      StructType properties,
      Optional<Run> repeated) {
    TableDefinition table = shape(EventTables.events(properties), events, conflicts);
    TableDefinition conflictTable =
        shape(EventTables.eventsConflict(properties), events, conflicts);
    return new PublishedEvents(
        table.conform(events),
        slice -> table.conform(eventsIn.apply(slice)),
        displaced(table.conform(conflicts), repeated),
        conflictTable.conform(conflicts),
        table,
        conflictTable,
        table.retypes(events.schema()) || conflictTable.retypes(conflicts.schema()),
        index);
  }

  private static TableDefinition shape(
      TableDefinition table, Dataset<Row> events, Dataset<Row> conflicts) {
    return table.withStored(events.schema()).withStored(conflicts.schema());
  }

  /** A run's own records that are conflicts were loaded in its interval; these were not. */
  private static Dataset<Row> displaced(Dataset<Row> conflicts, Optional<Run> repeated) {
    return repeated
        .map(
            run ->
                conflicts
                    .filter(EventTables.ofRun(run.id()).condition())
                    .filter(not(EventTables.loadedIn(run.interval()).condition())))
        .orElseGet(() -> conflicts.limit(0));
  }

  /** The events that records of the run may lose to or displace. */
  Dataset<Row> competing() {
    return events.unionByName(displaced);
  }

  /** As {@link #competing}, of some load times. */
  Dataset<Row> competing(Slice loads) {
    return eventsIn.apply(loads).unionByName(displaced.filter(loads.condition()));
  }

  /** The keys of those that a run does not replace anyway: loaded outside of its interval. */
  public PublishedKeys keys(Interval interval) {
    Column outside = not(EventTables.loadedIn(interval).condition());
    Dataset<Row> restored = Decisions.keys(displaced.filter(outside));
    return index
        .<PublishedKeys>map(
            keys ->
                new IndexedKeys(
                    keys.filter(outside),
                    loads -> Decisions.keys(eventsIn.apply(loads).filter(outside)),
                    restored))
        .orElseGet(() -> new AllKeys(Decisions.keys(events.filter(outside)).unionByName(restored)));
  }
}
