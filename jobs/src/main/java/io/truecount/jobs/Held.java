package io.truecount.jobs;

import static org.apache.spark.sql.functions.not;

import io.truecount.config.Run;
import io.truecount.event.EventTables;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The events that are there before a run.
 *
 * @param published by whichever run
 * @param displaced those that this run has made conflicts before, where it is repeated: it decides
 *     about them again, as it replaces its conflicts
 */
record Held(Dataset<Row> published, Dataset<Row> displaced) {
  /** Empty before the first release. */
  static Optional<Held> of(RunContext context) {
    return context.store().exists(EventTables.EVENTS)
        ? Optional.of(of(context, context.staging().readPublished(EventTables.EVENTS)))
        : Optional.empty();
  }

  private static Held of(RunContext context, Dataset<Row> published) {
    Staging staging = context.staging();
    Run run = context.run();
    return new Held(
        published,
        context.releases().holds(run.id())
            ? staging.readPublished(EventTables.CONFLICTS).filter(displacedBy(run))
            : context.spark().createDataFrame(List.of(), published.schema()));
  }

  /** A run's own records that lost were loaded in its interval. */
  private static Column displacedBy(Run run) {
    Slice own =
        new Slice.During(EventTables.LOADED_AT, run.interval().start(), run.interval().end());
    return new Slice.Equal(EventTables.RUN_ID, run.id()).condition().and(not(own.condition()));
  }

  Dataset<Row> events() {
    return published.unionByName(displaced, true);
  }
}
