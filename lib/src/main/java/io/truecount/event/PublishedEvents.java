package io.truecount.event;

import static org.apache.spark.sql.functions.not;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import java.util.Optional;
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
 * @param displaced when the run is repeated, the events of other loads that its first execution
 *     turned into conflicts: the run replaces its conflicts, and so decides about these again
 * @param conflicts published by any run
 * @param eventTable the shape of {@code events} and {@code displaced}
 * @param conflictTable the shape of {@code conflicts}: the same columns
 * @param isRetyped whether a property is stored in another type than it has now, so that all rows
 *     of both tables are written again
 */
public record PublishedEvents(
    Dataset<Row> events,
    Dataset<Row> displaced,
    Dataset<Row> conflicts,
    TableDefinition eventTable,
    TableDefinition conflictTable,
    boolean isRetyped) {

  /**
   * The published events that a run's staging area sees; none before the first release.
   *
   * @param properties the typed properties that the contracts of all sources declare together
   * @param repeated the run, when it is published already
   */
  public static PublishedEvents in(
      SparkSession spark, Staging staging, StructType properties, Optional<Run> repeated) {
    return of(
        published(spark, staging, EventTables.events(properties)),
        published(spark, staging, EventTables.eventsConflict(properties)),
        properties,
        repeated);
  }

  private static Dataset<Row> published(
      SparkSession spark, Staging staging, TableDefinition table) {
    return staging.exists(table.name()) ? staging.readPublished(table.name()) : table.empty(spark);
  }

  /** As {@link #in}, of rows as they are stored. Lazy. */
  static PublishedEvents of(
      Dataset<Row> events, Dataset<Row> conflicts, StructType properties, Optional<Run> repeated) {
    TableDefinition table = shape(EventTables.events(properties), events, conflicts);
    TableDefinition conflictTable =
        shape(EventTables.eventsConflict(properties), events, conflicts);
    return new PublishedEvents(
        table.conform(events),
        displaced(table.conform(conflicts), repeated),
        conflictTable.conform(conflicts),
        table,
        conflictTable,
        table.retypes(events.schema()) || conflictTable.retypes(conflicts.schema()));
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

  /** The keys of those that a run does not replace anyway: loaded outside of its interval. */
  public Dataset<Row> keys(Interval interval) {
    return Decisions.keys(competing().filter(not(EventTables.loadedIn(interval).condition())));
  }
}
