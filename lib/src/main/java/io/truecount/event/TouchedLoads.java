package io.truecount.event;

import io.truecount.config.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

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
  public TouchedLoads {
    intervals = List.copyOf(intervals);
    if (intervals.isEmpty()
        || LoadDays.gaps(intervals).stream().anyMatch(gap -> gap.compareTo(Duration.ZERO) <= 0)) {
      throw new IllegalArgumentException("Invalid touched loads: " + intervals);
    }
  }

  /**
   * The interval of a run together with other spans, such as whole days.
   *
   * @param spans in any order, also inside of the interval
   */
  static TouchedLoads of(Interval own, Collection<Interval> spans) {
    List<Interval> all = new ArrayList<>(spans);
    all.add(own);
    return new TouchedLoads(LoadDays.joined(all));
  }
}
