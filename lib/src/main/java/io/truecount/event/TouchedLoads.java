package io.truecount.event;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import io.truecount.config.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The load times whose published events a run replaces. Events of any other load time are the same
 * after the run as before it.
 *
 * <pre>
 *   the run of Jan 9 displaces events loaded on    Jan 2, Jan 3, Jan 6
 *   intervals                                      [Jan 2, Jan 4), [Jan 6, Jan 7), [Jan 9, Jan 10)
 * </pre>
 *
 * @param intervals at least one, in order, with a gap between each two
 */
public record TouchedLoads(List<Interval> intervals) {
  /** Beyond so many the smallest gaps are closed: each is a condition on every file of events. */
  static final int MOST = 100;

  public TouchedLoads {
    intervals = List.copyOf(intervals);
    if (intervals.isEmpty()
        || gaps(intervals).stream().anyMatch(gap -> gap.compareTo(Duration.ZERO) <= 0)) {
      throw new IllegalArgumentException("Invalid touched loads: " + intervals);
    }
  }

  /**
   * The interval of a run together with whole days (UTC).
   *
   * @param days in any order, also inside of the interval
   */
  static TouchedLoads of(Interval own, Collection<LocalDate> days) {
    List<Interval> all = new ArrayList<>(List.of(own));
    days.forEach(day -> all.add(new Interval(midnight(day), midnight(day.plusDays(1)))));
    all.sort(comparing(Interval::start).thenComparing(Interval::end));
    List<Interval> apart = joined(all, Set.of());
    return new TouchedLoads(joined(apart, closed(gaps(apart))));
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** From the end of each interval to the start of the next one. */
  private static List<Duration> gaps(List<Interval> sorted) {
    return IntStream.range(1, sorted.size())
        .mapToObj(i -> Duration.between(sorted.get(i - 1).end(), sorted.get(i).start()))
        .toList();
  }

  /** The positions of all gaps but the largest ones. */
  private static Set<Integer> closed(List<Duration> gaps) {
    return new HashSet<>(
        IntStream.range(0, gaps.size())
            .boxed()
            .sorted(comparing(gaps::get, reverseOrder()))
            .skip(MOST - 1)
            .toList());
  }

  /** Those without a gap, or whose gap before them is closed, become one. */
  private static List<Interval> joined(List<Interval> sorted, Set<Integer> closed) {
    List<Interval> joined = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Interval next = sorted.get(i);
      int last = joined.size() - 1;
      boolean follows =
          last >= 0 && (closed.contains(i - 1) || !next.start().isAfter(joined.get(last).end()));
      if (follows) {
        joined.set(last, union(joined.get(last), next));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  private static Interval union(Interval first, Interval next) {
    Instant end = first.end().isAfter(next.end()) ? first.end() : next.end();
    return new Interval(first.start(), end);
  }
}
