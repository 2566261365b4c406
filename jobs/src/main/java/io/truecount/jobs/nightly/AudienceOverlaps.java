package io.truecount.jobs.nightly;

import io.truecount.audience.AudienceTables;
import io.truecount.audience.Overlaps;
import io.truecount.table.Slice;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Stages how the audiences of a run overlap; one audience alone overlaps with none. */
final class AudienceOverlaps {
  private AudienceOverlaps() {}

  static void stage(RunContext context, Dataset<Row> members) {
    if (context.project().audiences().size() > 1) {
      context
          .staging()
          .replace(
              Overlaps.table(),
              new Slice.Equal(AudienceTables.RUN_ID, context.run().id()),
              Overlaps.of(members, context.project().audiences(), context.run()));
    }
  }
}
