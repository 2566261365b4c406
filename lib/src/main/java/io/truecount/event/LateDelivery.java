package io.truecount.event;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.source.record.Records;
import io.truecount.table.Slice;
import io.truecount.table.TablePart;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A run's events together with the published ones. A record can arrive later than another delivery
 * of the same event and still win, as it was received earlier. It then displaces a published event
 * of another load, so that a run rewrites more than its own interval. The events are the same in
 * whatever order the loads of a lake are ingested.
 *
 * <pre>
 *   published   event_id | loaded_at | received_at | price
 *               1        | Jan 1     | 20 s        | 5
 *               2        | Jan 1     | 20 s        | 5
 *   the run of Jan 2 accepts
 *               1        | Jan 2     | 10 s        | 6
 *   span        [Jan 1, Jan 3)
 *   events      1        | Jan 2     | 10 s        | 6
 *               2        | Jan 1     | 20 s        | 5
 *   conflicts   1        | Jan 1     | 20 s        | 5
 * </pre>
 */
public final class LateDelivery {
  private static final String[] KEY = {
    Records.SOURCE, Records.EVENT_ID, Records.FILE, Records.POSITION
  };

  private LateDelivery() {}

  /**
   * The new content of events and events_conflict after a run: of the whole tables when a property
   * gets another type, else of the span of load time and of the run's conflicts. The rows are lazy.
   * Cost: one job over the decisions.
   *
   * @param result what the run makes of its own records
   * @param decisions as {@link Ingest#decide} gave them for the keys of {@code published}, kept
   */
  public static List<TablePart> parts(
      PublishedEvents published, IngestResult result, Dataset<Row> decisions, Run run) {
    Dataset<Row> added = published.eventTable().conform(result.events());
    Dataset<Row> lost =
        published
            .conflictTable()
            .conform(result.conflicts())
            .unionByName(displacedConflicts(published, decisions, run));
    return published.isRetyped()
        ? whole(published, added, lost, decisions, run)
        : replaced(published, added, lost, decisions, run);
  }

  private static List<TablePart> replaced(
      PublishedEvents published,
      Dataset<Row> added,
      Dataset<Row> lost,
      Dataset<Row> decisions,
      Run run) {
    Slice span = EventTables.loadedIn(span(decisions, published.displaced(), run.interval()));
    Dataset<Row> staying = staying(published, decisions, run).filter(span.condition());
    return List.of(
        TablePart.of(published.eventTable(), span, added.unionByName(staying)),
        TablePart.of(published.conflictTable(), EventTables.ofRun(run.id()), lost));
  }

  private static List<TablePart> whole(
      PublishedEvents published,
      Dataset<Row> added,
      Dataset<Row> lost,
      Dataset<Row> decisions,
      Run run) {
    Dataset<Row> ofOtherRuns =
        published.conflicts().filter(not(EventTables.ofRun(run.id()).condition()));
    return List.of(
        TablePart.whole(
            published.eventTable(), added.unionByName(staying(published, decisions, run))),
        TablePart.whole(published.conflictTable(), lost.unionByName(ofOtherRuns)));
  }

  /**
   * The span of load time whose events the run replaces: its interval, extended to every event that
   * a record of the run displaces and every event that a repeated run may bring back. Both are
   * rare.
   */
  static Interval span(Dataset<Row> decisions, Dataset<Row> restored, Interval interval) {
    Row loads =
        decisions
            .filter(isDisplaced())
            .select(Records.LOADED_AT)
            .union(restored.select(Records.LOADED_AT))
            .agg(min(Records.LOADED_AT), max(Records.LOADED_AT))
            .head();
    if (loads.isNullAt(0)) {
      return interval;
    }
    Instant first = loads.getTimestamp(0).toInstant();
    Instant last = loads.getTimestamp(1).toInstant().plusNanos(1000);
    return new Interval(
        first.isBefore(interval.start()) ? first : interval.start(),
        last.isAfter(interval.end()) ? last : interval.end());
  }

  /** The published events that the run neither replaces nor displaces, as they are. */
  private static Dataset<Row> staying(PublishedEvents published, Dataset<Row> decisions, Run run) {
    Dataset<Row> ofOtherLoads =
        published.competing().filter(not(EventTables.loadedIn(run.interval()).condition()));
    Dataset<Row> displaced =
        decisions
            .filter(isDisplaced())
            .select(Arrays.stream(KEY).map(functions::col).toArray(Column[]::new));
    return published.eventTable().select(ofOtherLoads.join(displaced, KEY, "left_anti"));
  }

  /** The displaced events whose payload differs from the winner's become conflicts of the run. */
  private static Dataset<Row> displacedConflicts(
      PublishedEvents published, Dataset<Row> decisions, Run run) {
    Dataset<Row> places = Ingest.places(decisions, Decisions.DISPLACED_CONFLICT);
    return published
        .conflictTable()
        .select(Places.at(published.competing(), Places.bitmaps(places)))
        .withColumn(EventTables.RUN_ID, lit(run.id()));
  }

  private static Column isDisplaced() {
    return col(Decisions.OUTCOME).isin(Decisions.DISPLACED, Decisions.DISPLACED_CONFLICT);
  }
}
