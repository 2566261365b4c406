package io.truecount.customer;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.truecount.config.Interval;
import io.truecount.event.EventTables;
import io.truecount.table.Slice;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The events that a run has loaded, replaced or attributed otherwise, as they were and as they are.
 *
 * <pre>
 *   loads  [2 May, 3 May)     gone   event_id | loaded_at | customer_id   fresh  event_id | loaded_at | customer_id
 *   lists  [a1] is C2's now          1        | 1 May     | C1                   1        | 1 May     | C2
 *                                    3        | 2 May     | C1                   3        | 2 May     | C1
 *                                                                                4        | 2 May     | C3
 * </pre>
 *
 * @param gone events of the release before, in the shape of {@link CustomerTables#customerEvents};
 *     empty when the run has only added events
 * @param fresh those of the run that take their place
 * @param shared events that are persisted until this is closed
 */
public record ChangedEvents(
    Optional<Dataset<Row>> gone, Dataset<Row> fresh, Optional<Dataset<Row>> shared)
    implements AutoCloseable {
  public ChangedEvents {
    requireNonNull(gone);
    requireNonNull(fresh);
    requireNonNull(shared);
  }

  /**
   * All events at one time.
   *
   * @param events in the shape of {@link EventTables#events}
   * @param attributions in the shape of {@link
   *     io.truecount.identity.IdentityTables#attributions()}, of these events
   */
  public record All(Dataset<Row> events, Dataset<Row> attributions) {}

  /**
   * The events that differ. Lazy, but for one job over the lists; cost: the events of the loads,
   * and of the days on which events of the lists occurred.
   *
   * @param loads intervals of load time outside of which the events are those of before
   * @param lists in the shape of {@link io.truecount.identity.IdentityRunTables#reattributions()}:
   *     the events of no other list of before belong to another customer
   */
  public static ChangedEvents of(All before, All now, List<Interval> loads, Dataset<Row> lists) {
    Column loaded = new Slice.AnyOf(loads.stream().map(EventTables::loadedIn).toList()).condition();
    Dataset<Row> gone = before.events().filter(loaded);
    Dataset<Row> fresh = now.events().filter(loaded);
    boolean reattributes = !lists.isEmpty();
    if (!reattributes && gone.isEmpty()) {
      Dataset<Row> added = CustomerEvents.attribute(fresh, now.attributions());
      return new ChangedEvents(Optional.empty(), added, Optional.empty());
    }
    Optional<Dataset<Row>> moved =
        Optional.of(before.events().filter(not(coalesce(loaded, lit(false)))))
            .filter(others -> reattributes)
            .map(others -> EventsOfLists.of(lists, others).persist(StorageLevel.MEMORY_AND_DISK()));
    return new ChangedEvents(
        Optional.of(CustomerEvents.attribute(with(gone, moved), before.attributions())),
        CustomerEvents.attribute(with(fresh, moved), now.attributions()),
        moved);
  }

  private static Dataset<Row> with(Dataset<Row> events, Optional<Dataset<Row>> moved) {
    return moved.map(events::unionByName).orElse(events);
  }

  @Override
  public void close() {
    shared.ifPresent(Dataset::unpersist);
  }
}
