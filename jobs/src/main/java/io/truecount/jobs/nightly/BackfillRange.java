package io.truecount.jobs.nightly;

import io.truecount.audience.Snapshot;
import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.table.Release;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The times at which a backfill evaluates an audience: midnights (UTC) from the first date on, up
 * to the last one, which is included.
 */
public record BackfillRange(LocalDate from, LocalDate to, Step by) {
  /** As many evaluations, each a pass over the events, are more likely a mistake. */
  private static final int MOST = 1_000;

  /** Lower-case names for the command line. */
  public enum Step {
    day(Period.ofDays(1)),
    week(Period.ofWeeks(1)),
    month(Period.ofMonths(1));

    private final Period length;

    Step(Period length) {
      this.length = length;
    }
  }

  /**
   * The evaluations, in their order.
   *
   * @throws TruecountException when there is none, or are too many
   */
  public List<Snapshot> snapshots() {
    List<Snapshot> snapshots = new ArrayList<>();
    LocalDate date = from;
    for (int i = 1; !date.isAfter(to); i++) {
      snapshots.add(Snapshot.backfilled(Interval.midnight(date)));
      date = from.plus(by.length.multipliedBy(i));
      if (i > MOST) {
        throw refused(
            "more than %d evaluations".formatted(MOST), "take a shorter range, or --by month");
      }
    }
    if (snapshots.isEmpty()) {
      throw refused("it ends before it begins", "give --from a date that is not after --to");
    }
    return snapshots;
  }

  /** The run that publishes them, as of the release that it adds to. */
  Run run(String audience, Release last, String configHash, String codeVersion) {
    String id =
        "%s%s-%s-%s-%s"
            .formatted(Snapshot.BACKFILL, audience, from, to, by.name().toLowerCase(Locale.ROOT));
    Interval interval = new Interval(Interval.midnight(from), Interval.midnight(to.plusDays(1)));
    return new Run(id, interval, last.asOf(), configHash, codeVersion);
  }

  private TruecountException refused(String why, String remedy) {
    return TruecountException.invalid(
        new Problem("a backfill of %s to %s".formatted(from, to), "--from, --to", why, remedy));
  }
}
