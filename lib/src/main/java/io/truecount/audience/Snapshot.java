package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** One evaluation of an audience. */
public record Snapshot(String runId, Instant asOf) {
  /** What the run ids of backfills begin with. */
  public static final String BACKFILL = "backfill-";

  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  public Snapshot {
    requireNonNull(runId);
    requireNonNull(asOf);
  }

  /** The evaluation of a backfill. */
  public static Snapshot backfilled(Instant asOf) {
    return new Snapshot(BACKFILL + COMPACT.format(asOf), asOf);
  }

  public boolean isBackfilled() {
    return runId.startsWith(BACKFILL);
  }
}
