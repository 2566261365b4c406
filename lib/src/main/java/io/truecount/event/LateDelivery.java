package io.truecount.event;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.truecount.config.Run;
import io.truecount.source.record.Records;
import io.truecount.table.Slice;
import io.truecount.table.TablePart;
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
 *   touched     [Jan 1, Jan 3)
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
   * The load times whose events the run replaces: its interval, the day of each event that a record
   * of the run displaces, and the day of each event that a repeated run may bring back. Cost: one
   * job over the decisions, and over the conflicts of a repeated run.
   *
   * @param decisions as {@link Ingest#decide} gave them for the keys of {@code published}, kept
   */
  public static TouchedLoads touched(PublishedEvents published, Dataset<Row> decisions, Run run) {
    Dataset<Row> displaced =
        decisions
            .filter(isDisplaced())
            .select(Records.LOADED_AT)
            .union(published.displaced().select(Records.LOADED_AT));
    return TouchedLoads.of(run.interval(), LoadDays.of(displaced));
  }

  /**
   * The new content of events and events_conflict after a run: of the whole tables when a property
   * gets another type, else of the touched load times and of the run's conflicts, which were all
   * loaded in these. Lazy.
   *
   * @param result what the run makes of its own records
   * @param decisions as {@link Ingest#decide} gave them for the keys of {@code published}, kept
   * @param touched as {@link #touched} gave them
   */
  public static List<TablePart> parts(
      PublishedEvents published,
      IngestResult result,
      Dataset<Row> decisions,
      TouchedLoads touched,
      Run run) {
    Dataset<Row> added = published.eventTable().conform(result.events());
    Dataset<Row> lost = published.conflictTable().conform(result.conflicts());
    Slice loads = EventTables.loadedIn(touched.intervals());
    if (published.isRetyped()) {
      return whole(published, added, lost, decisions, run);
    }
    Slice conflicts = new Slice.AllOf(List.of(EventTables.ofRun(run.id()), loads));
    if (touched.intervals().equals(List.of(run.interval()))) { // nothing displaced or brought back
      return List.of(
          TablePart.of(published.eventTable(), loads, added),
          TablePart.of(published.conflictTable(), conflicts, lost));
    }
    Dataset<Row> others = published.competing(loads);
    return List.of(
        TablePart.of(
            published.eventTable(),
            loads,
            added.unionByName(staying(published, others, decisions, run))),
        TablePart.of(
            published.conflictTable(),
            conflicts,
            lost.unionByName(displacedConflicts(published, others, decisions, run))));
  }

  private static List<TablePart> whole(
      PublishedEvents published,
      Dataset<Row> added,
      Dataset<Row> lost,
      Dataset<Row> decisions,
      Run run) {
    Dataset<Row> others = published.competing();
    Dataset<Row> ofOtherRuns =
        published.conflicts().filter(not(EventTables.ofRun(run.id()).condition()));
    return List.of(
        TablePart.whole(
            published.eventTable(), added.unionByName(staying(published, others, decisions, run))),
        TablePart.whole(
            published.conflictTable(),
            lost.unionByName(displacedConflicts(published, others, decisions, run))
                .unionByName(ofOtherRuns)));
  }

  /** The published events that the run neither replaces nor displaces, as they are. */
  private static Dataset<Row> staying(
      PublishedEvents published, Dataset<Row> competing, Dataset<Row> decisions, Run run) {
    Dataset<Row> ofOtherLoads =
        competing.filter(not(EventTables.loadedIn(run.interval()).condition()));
    Dataset<Row> displaced =
        decisions
            .filter(isDisplaced())
            .select(Arrays.stream(KEY).map(functions::col).toArray(Column[]::new));
    return published.eventTable().select(ofOtherLoads.join(displaced, KEY, "left_anti"));
  }

  /** The displaced events whose payload differs from the winner's become conflicts of the run. */
  private static Dataset<Row> displacedConflicts(
      PublishedEvents published, Dataset<Row> competing, Dataset<Row> decisions, Run run) {
    Dataset<Row> places = Ingest.places(decisions, Decisions.DISPLACED_CONFLICT);
    return published
        .conflictTable()
        .select(Places.at(competing, Places.bitmaps(places)))
        .withColumn(EventTables.RUN_ID, lit(run.id()));
  }

  private static Column isDisplaced() {
    return col(Decisions.OUTCOME).isin(Decisions.DISPLACED, Decisions.DISPLACED_CONFLICT);
  }
}
